import { ChannelCredentials, connectivityState } from "@grpc/grpc-js";
import { EngineClient, LogRequest, LogSeverity } from "./messages.ts";

/** The way back to Pulumi's engine: messages for the user, and the sign that it still lives. */
export class EngineLink {
  readonly #client: EngineClient;

  constructor(address: string) {
    this.#client = new EngineClient(address, ChannelCredentials.createInsecure(), {
      // Never fall idle by itself: the end of the connection is how the engine's end is noticed.
      "grpc.client_idle_timeout_ms": 2 ** 31 - 1,
    });
  }

  /** Shows a short status beside the resource; it vanishes when the operation ends. */
  report(urn: string, status: string): void {
    this.#log(urn, status, LogSeverity.INFO, true);
  }

  /** Keeps a message with the resource. */
  tell(urn: string, message: string): void {
    this.#log(urn, message, LogSeverity.INFO, false);
  }

  /**
   * Calls `gone` once the engine's process has ended. An engine that is killed tells its plugins nothing,
   * and a plugin that lived on would keep working for nobody.
   */
  watch(gone: () => void): void {
    const channel = this.#client.getChannel();
    const look = (): void => {
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) gone();
      else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
    };
    look();
  }

  #log(
    urn: string,
    message: string,
    severity: (typeof LogSeverity)[keyof typeof LogSeverity],
    ephemeral: boolean,
  ): void {
    const request = new LogRequest();
    request.setUrn(urn);
    request.setMessage(message);
    request.setSeverity(severity);
    request.setEphemeral(ephemeral);
    this.#client.log(request, () => {
      // A message that does not arrive changes nothing of the work.
    });
  }
}
