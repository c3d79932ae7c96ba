import { type Input, secret } from "@pulumi/pulumi";
import { segmentFacts } from "../network/facts.ts";
import { secretsFolder } from "../plan/folders.ts";
import { type Joinable, joinable } from "../plan/pairs.ts";
import type { Port, Publish } from "../plan/ports.ts";
import type { Attachment, ListenPlan, Mount, Variable } from "../plan/workload.ts";
import { type SocketFacts, socketFacts } from "../storage/facts.ts";
import { isMountable } from "../storage/mountable.ts";
import type { AttachmentArgs, LinkArgs, PublishArgs } from "./args/network.ts";
import type { MountArgs, SocketArgs } from "./args/storage.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { type Endpoint, isLinkable, type LinkTarget, type LinkVariable, type OpenSocket } from "./link.ts";
import { defaultAddress, portsIn, publishedIn } from "./ports.ts";

/** Something that was read, with the argument it was read from. */
export interface Entry<T> {
  readonly value: T;
  /** E.g. `ports[0]`. */
  readonly path: string;
}

/** A published port, with the arguments that decide each of its parts. */
export interface PublishEntry extends Entry<Publish> {
  readonly portPath: string;
  readonly hostPortPath: string;
  readonly protocolPath: string;
}

/** A socket that a workload opens, in full. */
export interface OpenedSocket extends OpenSocket {
  readonly shared: SocketFacts;
  readonly variable: string | undefined;
}

/** What a link brings into a workload. */
export interface LinkInputs {
  readonly variables: readonly Variable[];
  /** Contents by file name. */
  readonly secrets: Readonly<Record<string, Input<string>>>;
}

/** A link in full. */
export interface Link {
  readonly target: Endpoint & Partial<Pick<LinkTarget, "resources">>;
  /** The shared socket it goes over; undefined where it goes over a network. */
  readonly over: SocketFacts | undefined;
  /** What the target opens there. */
  readonly socket: OpenSocket | undefined;
  readonly inputs: LinkInputs;
  /** How the target is joined, where it is one that has been made. */
  readonly server: Joinable | undefined;
}

/** A workload's arguments, what of them is well-formed, with every short form written out. */
export interface ReadWorkload {
  readonly id: string;
  readonly hostname: string;
  /** What needs no reading. */
  readonly args: Partial<WorkloadArgs>;
  readonly ports: readonly Entry<Port>[];
  readonly publish: readonly PublishEntry[];
  readonly attachments: readonly Entry<Attachment>[];
  readonly mounts: readonly Entry<Mount>[];
  readonly sockets: readonly Entry<OpenedSocket>[];
  readonly links: readonly Entry<Link>[];
  readonly listen: ListenPlan | undefined;
}

/** What a component decides of a workload in place of its arguments. */
export type Decided = Partial<Pick<ReadWorkload, "attachments" | "links">>;

/** Reads a workload's arguments, once: nothing else looks into their short forms. */
export function readWorkload(id: string, args: Partial<WorkloadArgs>, decided: Decided = {}): ReadWorkload {
  const hostname = args.hostname ?? id;
  const ports = entriesOf("ports", args.ports, portsIn);
  const links = decided.links ?? entriesOf("link", args.link, given => [readLink(given)]);
  return {
    id,
    hostname,
    args,
    ports,
    publish: readPublish(args.publish, ports),
    attachments: withMeetings(decided.attachments ?? readAttachments(args.segments), links),
    mounts: entriesOf("volumes", args.volumes, given => [readMount(given)]),
    sockets: entriesOf("sockets", args.sockets, given => [readSocket(given, hostname, ports)]),
    links,
    listen: readListen(args.listenVariable),
  };
}

/** A workload's attachments, with the networks of other stacks on which it meets what it links to, each once. */
function withMeetings(
  attachments: readonly Entry<Attachment>[],
  links: readonly Entry<Link>[],
): readonly Entry<Attachment>[] {
  const met = links.flatMap(({ value, path }): Entry<Attachment>[] => {
    const { meets } = value.target;
    return meets === undefined || value.over !== undefined ? [] : [{ value: meets, path }];
  });
  const first = met.filter(
    ({ value }, index) => met.findIndex(other => other.value.network.id === value.network.id) === index,
  );
  return first.length === 0 ? attachments : [...attachments, ...first];
}

/** The segments a workload takes part in. */
export function readAttachments(segments: WorkloadArgs["segments"]): Entry<Attachment>[] {
  return entriesOf("segments", segments, given => {
    const { segment, serves = true, aliases = [], ports } = attachmentArgs(given);
    return [{ ...segmentFacts.get(segment), serves, aliases, ports }];
  });
}

function readListen(given: WorkloadArgs["listenVariable"]): ListenPlan | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "string") return { variable: given, loopback: false };
  return { variable: given.variable, loopback: given.loopback ?? false };
}

function attachmentArgs(given: NonNullable<WorkloadArgs["segments"]>[number]): AttachmentArgs {
  return "segment" in given ? given : { segment: given };
}

function readPublish(publish: WorkloadArgs["publish"] = [], ports: readonly Entry<Port>[]): PublishEntry[] {
  if (publish === "all") {
    const paths = { path: "publish", portPath: "publish", hostPortPath: "publish", protocolPath: "publish" };
    return ports.map(({ value }) => ({
      value: { ...value, hostPort: 0, address: defaultAddress },
      ...paths,
    }));
  }
  return publish.flatMap((given, index) =>
    publishedIn(given).map(value => ({ value, ...publishPaths(given, `publish[${index}]`) })),
  );
}

/** Where to mend an entry: its fields have paths of their own, a text has one. */
function publishPaths(given: string | PublishArgs, path: string): Omit<PublishEntry, "value"> {
  return typeof given === "string"
    ? { path, portPath: path, hostPortPath: path, protocolPath: path }
    : {
        path,
        portPath: `${path}.port`,
        hostPortPath: `${path}.hostPort`,
        protocolPath: `${path}.protocol`,
      };
}

function readMount({ volume, at, readOnly = false }: MountArgs): Mount {
  if (isMountable(volume)) return { ...volume.mountTarget(), at, readOnly, declared: true };
  const id = typeof volume === "string" ? volume : undefined;
  return { id, name: volume, at, readOnly, declared: false };
}

function readSocket(
  given: NonNullable<WorkloadArgs["sockets"]>[number],
  hostname: string,
  ports: readonly Entry<Port>[],
): OpenedSocket {
  const args: SocketArgs = "socket" in given ? given : { socket: given };
  const shared = socketFacts.get(args.socket);
  return {
    shared,
    volume: shared.id,
    folder: shared.folder,
    file: `${shared.folder}/${args.file ?? `${hostname}.sock`}`,
    port: args.port ?? ports.find(({ value }) => value.protocol === "tcp")?.value.port,
    variable: args.variable,
  };
}

function readLink(given: NonNullable<WorkloadArgs["link"]>[number]): Link {
  const { to, over, ...form }: LinkArgs = isLinkable(given) ? { to: given } : given;
  return linkTo(to.linkTarget(), form, over && socketFacts.get(over), joinable.find(to));
}

/** A link to a target, with what it brings. */
export function linkTo(
  target: Link["target"],
  { prefix = target.prefix, secrets = "file" }: Pick<LinkArgs, "prefix" | "secrets">,
  over?: SocketFacts,
  server?: Joinable,
): Link {
  const socket = target.sockets?.find(({ volume }) => volume === over?.id);
  return { target, over, socket, server, inputs: linkInputs(target.variables({ socket }), prefix, secrets) };
}

/** Turns a link into variables; a secret into a file and a variable that names it, or into a variable alone. */
function linkInputs(given: readonly LinkVariable[], prefix: string, form: "file" | "env"): LinkInputs {
  const variables: Variable[] = [];
  const secrets: Record<string, Input<string>> = {};
  for (const { name, value, secret: isSecret = false } of given) {
    const variable = `${prefix}_${name}`;
    if (!isSecret) {
      variables.push({ name: variable, value, secret: false });
    } else if (form === "env") {
      // Also where the program did not mark it: what stands here is one.
      variables.push({ name: variable, value: secret(value), secret: true });
    } else {
      const file = variable.toLowerCase().replaceAll("_", "-");
      secrets[file] = value;
      variables.push({ name: `${variable}_FILE`, value: `${secretsFolder}/${file}`, secret: false });
    }
  }
  return { variables, secrets };
}

/** What a list's entries stand for, each with its place. Passes over the gaps that malformed ones have left. */
function entriesOf<Given, T>(
  name: string,
  list: readonly Given[] | undefined,
  read: (given: Given) => readonly T[],
): Entry<T>[] {
  return (list ?? []).flatMap((given, index) =>
    read(given).map(value => ({ value, path: `${name}[${index}]` })),
  );
}
