import { type ChannelOptions, type Client, connectivityState } from "@grpc/grpc-js";

/** A client with these never falls idle by itself: the end of its connection is how the other's end is noticed. */
export const neverIdle: ChannelOptions = { "grpc.client_idle_timeout_ms": 2 ** 31 - 1 };

/**
 * Calls `gone` once Pulumi's engine has ended. One that is killed tells its plugins nothing, and a plugin that lived
 * on would work, or wait, for nobody.
 *
 * @param engine a client of the engine, made with {@link neverIdle}.
 */
export function watchEngine(engine: Client, gone: () => void): void {
  const channel = engine.getChannel();
  const look = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) gone();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
  };
  look();
}
