import type {
  ContainerConfig,
  EndpointSettings,
  HostConfig,
  Labels,
  NetworkSpec,
} from "../../../engine/index.ts";

/** What a model of an engine remembers: plain values, so that it can be copied and put back. */
export interface ModelState {
  readonly containers: Record<string, ModelContainer>;
  readonly networks: Record<string, NetworkSpec & { readonly Id: string }>;
  readonly volumes: Record<string, { readonly Name: string; readonly Labels: Labels }>;
  /** Names of the images it has. */
  readonly images: string[];
  /** Names of the images that their registries have. */
  readonly published: string[];
  made: number;
}

export interface ModelContainer {
  readonly Id: string;
  Name: string;
  readonly Config: ContainerConfig;
  readonly HostConfig: HostConfig;
  /** Keyed by the network's name. */
  readonly Networks: Record<string, EndpointSettings & { readonly NetworkID: string }>;
  /** Archives put into it, by the folder they went to. */
  readonly archives: string[];
  status: "created" | "running" | "exited";
  started: number;
  health: "starting" | "healthy" | "unhealthy" | undefined;
  exitCode: number;
}

export function emptyState(published: readonly string[]): ModelState {
  return { containers: {}, networks: {}, volumes: {}, images: [], published: [...published], made: 0 };
}

/** An id as the engine makes them: 64 hexadecimal digits, another each time. */
export function newId(state: ModelState): string {
  state.made += 1;
  return state.made.toString(16).padStart(12, "0").padEnd(64, "a");
}

/** Finds by id, by the beginning of one, or by name. */
export function findContainer(state: ModelState, key: string): ModelContainer | undefined {
  const all = Object.values(state.containers);
  return all.find(one => one.Id === key || one.Name === key) ?? all.find(one => one.Id.startsWith(key));
}

export function findNetwork(state: ModelState, key: string) {
  const all = Object.values(state.networks);
  return all.find(one => one.Id === key || one.Name === key) ?? all.find(one => one.Id.startsWith(key));
}

/** The containers that run on a network. */
export function membersOf(state: ModelState, networkId: string): ModelContainer[] {
  return Object.values(state.containers).filter(
    one =>
      one.status === "running" &&
      Object.values(one.Networks).some(endpoint => endpoint.NetworkID === networkId),
  );
}

/** What an engine does when it is stopped and started: containers stop, and those with a restart policy start again. */
export function restarted(state: ModelState): ModelState {
  const next = structuredClone(state);
  for (const container of Object.values(next.containers)) {
    if (container.status !== "running") continue;
    const policy = container.HostConfig.RestartPolicy?.Name ?? "no";
    const again = policy === "always" || policy === "unless-stopped";
    container.status = again ? "running" : "exited";
    container.exitCode = again ? 0 : 137;
    container.health = container.Config.Healthcheck && again ? "healthy" : container.health;
  }
  return next;
}
