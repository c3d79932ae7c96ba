import type * as docker from "@pulumi/docker";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Segment } from "../../network/segment.ts";
import type { SubnetPool } from "../../network/subnets.ts";
import type { SharedSocket } from "../../storage/sharedSocket.ts";
import type { Linkable } from "../link.ts";
import type {
  EgressBlockArgs,
  EgressDnsArgs,
  EgressHostArgs,
  EgressLearnArgs,
  EgressRelayArgs,
} from "./egress.ts";
import type {
  AttachmentArgs,
  DnsArgs,
  HostNetworkArgs,
  LinkArgs,
  ListenArgs,
  PortArgs,
  PublishArgs,
} from "./network.ts";
import type { PlacementArgs } from "./placement.ts";
import type { HardeningArgs, HealthArgs, LimitArgs } from "./process.ts";
import type { FileArgs, MountArgs, SocketArgs } from "./storage.ts";

/** Arguments of a {@link Workload}. */
export interface WorkloadArgs {
  /** An image's name, or the id of one. @example "acme/api:1.4.2" */
  readonly image: Input<string>;
  /**
   * The name peers call it by.
   *
   * @default the component's name
   * @example "api"
   */
  readonly hostname?: string | undefined;
  /**
   * How many containers stand behind the name. 0 keeps the networks and runs nothing.
   *
   * @default 1
   * @example 3
   */
  readonly replicas?: number | undefined;
  /** Ports on which it answers; a text may be a range. @default [] @example [8080, "53/udp", "7000-7005"] */
  readonly ports?: readonly (number | string | PortArgs)[] | undefined;
  /**
   * Ports published at the host, over a segment of its own unless one of `segments` leads there. A text is what
   * `docker run -p` takes, but that without an address it is 127.0.0.1. `"all"` publishes each of `ports` on a free
   * port of the host, as `docker run -P` does.
   *
   * @default []
   * @example ["8080:80", "127.0.0.1::53/udp", "0.0.0.0:8000-8005:7000-7005"]
   */
  readonly publish?: readonly (string | PublishArgs)[] | "all" | undefined;
  /**
   * What it may call beyond the host. `true` opens all of it, over a segment of its own unless one of `segments` leads there.
   * A list opens what it names and nothing else: the workload stays on internal segments, and `egressRelay` makes the calls.
   *
   * @default false
   * @example [{ host: "api.example.com", ports: [443] }, { host: "*.example.org", ports: [443] }]
   */
  readonly egress?:
    | boolean
    | readonly (EgressHostArgs | EgressBlockArgs | EgressDnsArgs | EgressLearnArgs)[]
    | undefined;
  /**
   * The relay that makes the calls of a list in `egress`; needed with one.
   *
   * @default none
   * @example { image: "acme/egress:1" }
   */
  readonly egressRelay?: EgressRelayArgs | undefined;
  /**
   * Segments it takes part in, beside those that its links and its callers bring.
   *
   * @default []
   * @example [data, { segment: front, serves: false }]
   */
  readonly segments?: readonly (Segment | AttachmentArgs)[] | undefined;
  /**
   * Puts it on the host's own network: it listens at every address of the host, and nothing keeps it from what the host
   * reaches. The reason is shown by every deployment, and stands in its topology and in a label.
   *
   * @default none: its network is its own
   * @example { reason: "it answers DHCP broadcasts" }
   */
  readonly hostNetwork?: HostNetworkArgs | undefined;
  /**
   * Where it asks for names that are none of its peers'.
   *
   * @default the engine's own way
   * @example { servers: ["192.0.2.53"] }
   */
  readonly dns?: DnsArgs | undefined;
  /**
   * Unix sockets it opens for others, in folders that those share with it.
   *
   * @default []
   * @example [new SharedSocket("api-socket")]
   */
  readonly sockets?: readonly (SharedSocket | SocketArgs)[] | undefined;
  /**
   * What it may call, with the variables to do so: over a segment that both are on, or else one of the pair's own.
   *
   * @default []
   * @example [db]
   */
  readonly link?: readonly (Linkable | LinkArgs)[] | undefined;
  /**
   * An environment variable that tells the workload where to listen: `name.network:port`, several divided by commas.
   * A workload that listens there alone cannot be called back by those it calls. One that nobody calls is told
   * `127.0.0.1:port`.
   *
   * @default none: it is taken to listen on all its networks
   * @example "LISTEN"
   */
  readonly listenVariable?: string | ListenArgs | undefined;
  /**
   * Runs a small init of the engine's as its first process, which passes signals on and takes leave of processes that
   * ended: for programs that start others, or ignore SIGTERM only as the first process, as a shell does.
   *
   * @default false
   * @example true
   */
  readonly init?: boolean | undefined;
  /**
   * Overrides the image's command.
   *
   * @default the image's
   * @example ["serve", "--port", "8080"]
   */
  readonly command?: readonly Input<string>[] | undefined;
  /**
   * Overrides the image's entrypoint.
   *
   * @default the image's
   * @example ["/app/server"]
   */
  readonly entrypoint?: readonly Input<string>[] | undefined;
  /**
   * Environment; for what is secret take `secrets`.
   *
   * @default {}
   * @example { LOG_LEVEL: "info" }
   */
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
  /**
   * Secrets by name: each becomes a file `/run/secrets/NAME` that everybody in the container can read.
   *
   * @default {}
   * @example { token: config.requireSecret("token") }
   */
  readonly secrets?: Readonly<Record<string, Input<string>>> | undefined;
  /**
   * @default []
   * @example [{ path: "/etc/app.conf", content: "listen 8080;" }]
   */
  readonly files?: readonly FileArgs[] | undefined;
  /**
   * Volumes it finds in its file system; nothing else of the host is mounted.
   *
   * @default []
   * @example [{ volume: new Volume("uploads"), at: "/uploads" }]
   */
  readonly volumes?: readonly MountArgs[] | undefined;
  /**
   * @default none: only that it keeps running is watched
   * @example { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] }
   */
  readonly health?: HealthArgs | undefined;
  /**
   * How far it is shut off from its host.
   *
   * @default as hardened as HardeningArgs says of each
   * @example { user: "1000:1000" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * What it may use.
   *
   * @default as LimitArgs says of each
   * @example { memory: 512, cpus: 2 }
   */
  readonly limits?: LimitArgs | undefined;
  /**
   * @default "unless-stopped"
   * @example "on-failure"
   */
  readonly restart?: "no" | "on-failure" | "always" | "unless-stopped" | undefined;
  /** The signal that asks it to stop. @default the image's, or SIGTERM @example "SIGINT" */
  readonly stopSignal?: string | undefined;
  /**
   * Seconds between the stop signal and the kill.
   *
   * @default 10
   * @example 30
   */
  readonly graceSeconds?: number | undefined;
  /**
   * Labels on its containers, beside the library's own.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The application it belongs to; becomes the label `bulkhead.app`.
   *
   * @default the component's name
   * @example "shop"
   */
  readonly app?: string | undefined;
  /**
   * Its tier; becomes the label `bulkhead.tier`.
   *
   * @default none
   * @example "app"
   */
  readonly tier?: string | undefined;
  /**
   * Where its own segments (egress, publish, those of its links) get their subnets.
   *
   * @default { cidr: "10.64.0.0/10", prefix: 27 }
   * @example { cidr: "10.80.0.0/16", prefix: 27 }
   */
  readonly pool?: SubnetPool | undefined;
  /**
   * How a change that needs new containers is made.
   *
   * - `replace`: all at once, each as soon as it may.
   * - `rolling`: one after another. Each new one is waited for until it is well, beside the old ones; then those go, one
   *   after another. Where a new one does not become well, it is stopped and the roll-out with it, and the old ones
   *   go on serving. It takes a health check, and room for twice as many replicas; a program that fails its check on
   *   its stop signal and answers for some seconds more loses no request.
   *
   * @default "replace"
   * @example "rolling"
   */
  readonly rollout?: "replace" | "rolling" | undefined;
  /**
   * Where it runs: on the engine that Pulumi talks to, or on the nodes of the Swarm that this engine manages. It is said
   * before anything is made which of its other arguments a Swarm has nothing for.
   *
   * @default "engine"
   * @example { kind: "swarm", spread: ["node.labels.rack"] }
   */
  readonly placement?: PlacementArgs | undefined;
  /**
   * What must be up before it, beside what it links to.
   *
   * @default []
   * @example [migration]
   */
  readonly after?: readonly Resource[] | undefined;
  /**
   * Changes what is given to each inner docker.Container; the last word.
   *
   * @default nothing is changed
   * @example args => ({ ...args, cpuShares: 512 })
   */
  readonly transform?: ((args: docker.ContainerArgs, replica: number) => docker.ContainerArgs) | undefined;
}
