import type { SwarmContainerSpec } from "../../../engine/index.ts";
import { addressesRule, addressRule } from "../../tables/addressRules.ts";
import { containerPathComplaint } from "../../tables/path.ts";
import { count, flag, list, map, object, oneOf, set, text } from "../../tables/shape.ts";
import { capabilityRule } from "../capabilities.ts";
import { durationComplaint, testsComplaint } from "../container/health.ts";
import { engineMount, inputMount, type MountInput } from "../container/storage.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "../labels.ts";
import {
  type ConfigFile,
  configShape,
  engineConfig,
  engineSecret,
  inputConfig,
  inputSecret,
  type SecretFile,
  secretShape,
} from "./files.ts";
import { defined, duration, nanoseconds, time } from "./values.ts";

type Texts = readonly string[];

/** `taskSpec.containerSpec`, as the package writes it. */
export interface ContainerInput {
  readonly image: string;
  readonly args?: Texts;
  readonly capAdds?: Texts;
  readonly capDrops?: Texts;
  readonly commands?: Texts;
  readonly configs?: readonly ConfigFile[];
  readonly dir?: string;
  readonly dnsConfig?: { readonly nameservers: Texts; readonly options?: Texts; readonly searches?: Texts };
  readonly env?: Readonly<Record<string, string>>;
  readonly groups?: Texts;
  readonly healthcheck?: {
    readonly tests?: Texts;
    readonly interval?: string;
    readonly timeout?: string;
    readonly startPeriod?: string;
    readonly retries?: number;
  };
  readonly hostname?: string;
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
  readonly init?: boolean;
  readonly isolation?: string;
  readonly labels?: readonly LabelInput[];
  readonly mounts?: readonly MountInput[];
  readonly privileges?: {
    readonly credentialSpec?: { readonly file?: string; readonly registry?: string };
    readonly seLinuxContext?: {
      readonly disable?: boolean;
      readonly level?: string;
      readonly role?: string;
      readonly type?: string;
      readonly user?: string;
    };
  };
  readonly readOnly?: boolean;
  readonly secrets?: readonly SecretFile[];
  readonly stopGracePeriod?: string;
  readonly stopSignal?: string;
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly user?: string;
}

const spec = "ServiceTaskSpecContainerSpec";

const checkTime = (about: string) => ({
  ...time(about, "0s"),
  zeroCounts: false,
  complain: (value: unknown) => (typeof value === "string" ? durationComplaint(value) : undefined),
});

export const containerShape = object(spec, {
  image: { about: "name or id of its image; the nodes pull it", shape: text, required: true },
  args: { about: "arguments of the command", shape: list(text) },
  capAdds: { about: "capabilities to give", shape: set(text), ...capabilityRule },
  capDrops: { about: "capabilities to take", shape: set(text), ...capabilityRule },
  commands: { about: "the program it starts, in place of the image's entrypoint", shape: list(text) },
  configs: { about: "configs put in as files", shape: set(configShape) },
  dir: { about: "folder it starts in", shape: text },
  dnsConfig: {
    about: "how it looks up names",
    shape: object(`${spec}DnsConfig`, {
      nameservers: { about: "servers", shape: list(text), required: true, ...addressesRule },
      options: { about: "options of resolv.conf", shape: list(text) },
      searches: { about: "domains to search", shape: list(text) },
    }),
  },
  env: { about: "environment", shape: map },
  groups: { about: "further groups of its user", shape: set(text) },
  healthcheck: {
    about: "how the engine asks whether it is well; a task runs once it is",
    shape: object(`${spec}Healthcheck`, {
      tests: { about: "the command", shape: list(text), complain: testsComplaint },
      interval: checkTime("between two checks"),
      timeout: checkTime("for one check"),
      startPeriod: checkTime("in which failures do not count"),
      retries: { about: "failures in a row that make it unhealthy", shape: count, default: 0 },
    }),
  },
  hostname: { about: "its own name for itself", shape: text },
  hosts: {
    about: "lines of /etc/hosts",
    shape: set(
      object(`${spec}Host`, {
        host: { about: "name", shape: text, required: true },
        ip: { about: "address", ...addressRule(), required: true },
      }),
    ),
  },
  init: { about: "a small init as process 1", shape: flag },
  isolation: {
    about: "of Windows containers",
    shape: oneOf("default", "process", "hyperv"),
    default: "default",
  },
  labels: { about: "labels on the containers", shape: labelList(`${spec}Label`) },
  mounts: {
    about: "mounts",
    shape: set(
      object(`${spec}Mount`, {
        type: { about: "what is mounted", shape: oneOf("bind", "volume", "tmpfs", "npipe"), required: true },
        target: {
          about: "path in the container",
          shape: text,
          required: true,
          complain: containerPathComplaint,
        },
        source: { about: "a volume's name, or a path of the node", shape: text },
        readOnly: { about: "cannot be written", shape: flag },
        bindOptions: {
          about: "of a bind",
          shape: object(`${spec}MountBindOptions`, {
            propagation: {
              about: "how mounts below it spread",
              shape: oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave"),
              default: "rprivate",
            },
          }),
        },
        tmpfsOptions: {
          about: "of a tmpfs",
          shape: object(`${spec}MountTmpfsOptions`, {
            mode: { about: "permission bits", shape: count },
            sizeBytes: { about: "size", shape: count },
          }),
        },
        volumeOptions: {
          about: "of a volume",
          shape: object(`${spec}MountVolumeOptions`, {
            noCopy: { about: "do not fill a new one from the image", shape: flag },
            labels: { about: "labels on a new one", shape: labelList(`${spec}MountVolumeOptionsLabel`) },
            driverName: { about: "driver of a new one", shape: text },
            driverOptions: { about: "options of that driver", shape: map },
          }),
        },
      }),
    ),
  },
  privileges: {
    about: "security of the host",
    shape: object(`${spec}Privileges`, {
      credentialSpec: {
        about: "of a Windows account",
        shape: object(`${spec}PrivilegesCredentialSpec`, {
          file: { about: "its file", shape: text },
          registry: { about: "its value in the registry", shape: text },
        }),
      },
      seLinuxContext: {
        about: "SELinux labels",
        shape: object(`${spec}PrivilegesSeLinuxContext`, {
          disable: { about: "without SELinux", shape: flag },
          level: { about: "level", shape: text },
          role: { about: "role", shape: text },
          type: { about: "type", shape: text },
          user: { about: "user", shape: text },
        }),
      },
    }),
  },
  readOnly: { about: "its root file system cannot be written", shape: flag },
  secrets: { about: "secrets put in as files", shape: set(secretShape) },
  stopGracePeriod: time("it has between the signal to end and its kill; the swarm gives 10s"),
  stopSignal: { about: "the signal that asks it to end", shape: text },
  sysctl: { about: "kernel parameters", shape: map },
  user: { about: "user, and group, it runs as", shape: text },
});

/** As the engine takes it. */
export function engineContainer(input: ContainerInput): SwarmContainerSpec {
  const { dnsConfig, healthcheck, privileges } = input;
  const selinux = privileges?.seLinuxContext;
  return {
    Image: input.image,
    ...defined({
      Args: input.args,
      CapabilityAdd: input.capAdds,
      CapabilityDrop: input.capDrops,
      Command: input.commands,
      Configs: input.configs?.map(engineConfig),
      Dir: input.dir,
      DNSConfig: dnsConfig && {
        Nameservers: dnsConfig.nameservers,
        Options: dnsConfig.options ?? [],
        Search: dnsConfig.searches ?? [],
      },
      Env: input.env && Object.entries(input.env).map(([name, value]) => `${name}=${value}`),
      Groups: input.groups,
      Healthcheck: healthcheck && {
        Test: healthcheck.tests ?? [],
        Interval: nanoseconds(healthcheck.interval) ?? 0,
        Timeout: nanoseconds(healthcheck.timeout) ?? 0,
        StartPeriod: nanoseconds(healthcheck.startPeriod) ?? 0,
        Retries: healthcheck.retries ?? 0,
      },
      Hostname: input.hostname,
      Hosts: input.hosts?.map(({ ip, host }) => `${ip} ${host}`),
      Init: input.init,
      Isolation: input.isolation,
      Labels: input.labels && labelMap(input.labels),
      Mounts: input.mounts?.map(engineMount),
      Privileges: privileges && {
        ...defined({
          CredentialSpec:
            privileges.credentialSpec &&
            defined({ File: privileges.credentialSpec.file, Registry: privileges.credentialSpec.registry }),
          SELinuxContext:
            selinux &&
            defined({
              Disable: selinux.disable,
              Level: selinux.level,
              Role: selinux.role,
              Type: selinux.type,
              User: selinux.user,
            }),
        }),
      },
      ReadOnly: input.readOnly,
      Secrets: input.secrets?.map(engineSecret),
      StopGracePeriod: nanoseconds(input.stopGracePeriod),
      StopSignal: input.stopSignal,
      Sysctls: input.sysctl,
      User: input.user,
    }),
  };
}

/** As it is written; what the engine says by itself is left out. */
export function inputContainer(seen: SwarmContainerSpec): ContainerInput {
  const { DNSConfig: dns, Healthcheck: health, Privileges: privileges } = seen;
  const selinux = privileges?.SELinuxContext;
  return {
    image: seen.Image,
    ...defined({
      args: seen.Args,
      capAdds: seen.CapabilityAdd,
      capDrops: seen.CapabilityDrop,
      commands: seen.Command,
      configs: seen.Configs?.map(inputConfig),
      dir: seen.Dir,
      dnsConfig: dns?.Nameservers && {
        nameservers: dns.Nameservers,
        ...defined({ options: dns.Options, searches: dns.Search }),
      },
      env: seen.Env && Object.fromEntries(seen.Env.map(setting)),
      groups: seen.Groups,
      healthcheck: health && {
        tests: health.Test ?? [],
        interval: duration(health.Interval ?? 0) ?? "0s",
        timeout: duration(health.Timeout ?? 0) ?? "0s",
        startPeriod: duration(health.StartPeriod ?? 0) ?? "0s",
        retries: health.Retries ?? 0,
      },
      hostname: seen.Hostname,
      hosts: seen.Hosts?.map(line => {
        const [ip = "", host = ""] = line.split(" ");
        return { host, ip };
      }),
      init: seen.Init,
      isolation: seen.Isolation ?? "default",
      labels: seen.Labels && labelInputs(seen.Labels),
      mounts: seen.Mounts?.map(inputMount),
      privileges:
        privileges &&
        defined({
          credentialSpec:
            (privileges.CredentialSpec ?? undefined) &&
            defined({ file: privileges.CredentialSpec?.File, registry: privileges.CredentialSpec?.Registry }),
          seLinuxContext:
            (selinux ?? undefined) &&
            defined({
              disable: selinux?.Disable,
              level: selinux?.Level,
              role: selinux?.Role,
              type: selinux?.Type,
              user: selinux?.User,
            }),
        }),
      readOnly: seen.ReadOnly,
      secrets: seen.Secrets?.map(inputSecret),
      stopGracePeriod: duration(seen.StopGracePeriod),
      stopSignal: seen.StopSignal,
      sysctl: seen.Sysctls,
      user: seen.User,
    }),
  };
}

function setting(entry: string): [string, string] {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}
