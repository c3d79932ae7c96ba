import { ChannelCredentials, Client, connectivityState } from "@grpc/grpc-js";

/**
 * Calls `gone` once Pulumi's engine has ended. One that is killed tells its plugins nothing, and a pack that lived on
 * would wait for nobody.
 *
 * @param address where the engine listens.
 */
export function watchEngine(address: string, gone: () => void): void {
  const client = new Client(address, ChannelCredentials.createInsecure(), {
    // Never fall idle by itself: the end of the connection is how the engine's end is noticed.
    "grpc.client_idle_timeout_ms": 2 ** 31 - 1,
  });
  const channel = client.getChannel();
  const look = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) gone();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
  };
  look();
}
