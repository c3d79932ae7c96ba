import { ChannelCredentials } from "@grpc/grpc-js";
import { neverIdle, watchEngine } from "../../plugin/index.ts";
import { EngineClient, LogRequest, LogSeverity } from "./messages.ts";

/** The way back to Pulumi's engine: messages for the user, and the sign that it still lives. */
export class EngineLink {
  readonly #client: EngineClient;

  constructor(address: string) {
    this.#client = new EngineClient(address, ChannelCredentials.createInsecure(), neverIdle);
  }

  /** Shows a short status beside the resource; it vanishes when the operation ends. */
  report(urn: string, status: string): void {
    this.#log(urn, status, LogSeverity.INFO, true);
  }

  /** Keeps a message with the resource. */
  tell(urn: string, message: string): void {
    this.#log(urn, message, LogSeverity.INFO, false);
  }

  /** Keeps a warning with the resource. */
  warn(urn: string, message: string): void {
    this.#log(urn, message, LogSeverity.WARNING, false);
  }

  /** Calls `gone` once the engine has ended. */
  watch(gone: () => void): void {
    watchEngine(this.#client, gone);
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
