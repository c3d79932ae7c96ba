import {
  type ServiceInspect,
  type ServicePort,
  type ServiceSpec,
  withoutDigest,
} from "../../../engine/index.ts";
import { isList, isObject, type Plain, type Value } from "../../protocol/values.ts";
import type { ChangeRule } from "../../tables/property.ts";
import { rowOf } from "../../tables/row.ts";
import { count, flag, integer, object, oneOf, set, text } from "../../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "../labels.ts";
import { engineRollout, inputRollout, type RolloutInput, rolloutShape } from "./rollout.ts";
import { engineTask, inputTask, type NetworkInput, type TaskInput, taskShape } from "./taskSpec.ts";
import { defined, impliedBy, time } from "./values.ts";

interface ModeInput {
  readonly global?: boolean;
  readonly replicated?: { readonly replicas?: number };
}

interface EndpointInput {
  readonly mode?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly protocol?: string;
    readonly publishMode?: string;
    readonly publishedPort?: number;
    readonly targetPort: number;
  }[];
}

/** What of the inputs is used beside the rows. */
export interface ServiceInputs {
  readonly taskSpec: TaskInput;
  readonly auth?: { readonly serverAddress: string; readonly username?: string; readonly password?: string };
  readonly convergeConfig?: { readonly delay?: string; readonly timeout?: string };
}

/** A service as it is. */
export interface ServiceSeen {
  readonly service: ServiceInspect;
  /** The tasks as the inputs describe them; absent for an import. */
  readonly given: TaskInput | undefined;
  /** By the id of a network: how the inputs write it. */
  readonly networks: ReadonlyMap<string, NetworkInput>;
}

const row = rowOf<ServiceSpec, ServiceSeen>();

const modeChange: ChangeRule = {
  decide: (before, after) => (isGlobal(before) === isGlobal(after) ? "update" : "replace"),
  about: "the number of replicas in place; from replicated to global and back replaces",
};

/** The swarm changes everything in place but a service's name and kind. */
export const serviceRows = {
  name: row<string>({
    about: "its name, by which others on its networks find it; made up where none is given",
    shape: text,
    change: "replace",
    write: (name, spec) => {
      spec.Name = name;
    },
    observe: ({ service }) => service.Spec.Name,
  }),
  taskSpec: row<TaskInput>({
    about: "what its tasks are",
    shape: taskShape,
    required: true,
    change: "update",
    drifts: true,
    write: (task, spec) => {
      spec.TaskTemplate = engineTask(task);
    },
    observe: seen => asGiven(seen) as unknown as Plain,
  }),
  auth: row({
    about: "login of the image's registry, in place of the provider's; the nodes get it",
    shape: object("ServiceAuth", {
      serverAddress: { about: "the registry", shape: text, required: true },
      username: { about: "user name", shape: text },
      password: { about: "its password", shape: text, secret: true },
    }),
    change: "update",
  }),
  convergeConfig: row({
    about: "wait until all its tasks run, after a creation and an update; without it nothing is waited for",
    shape: object("ServiceConvergeConfig", {
      delay: time("between two looks; here they are 250 ms apart whatever it says", "7s"),
      timeout: time("after which it has failed", "3m"),
    }),
    change: "local",
  }),
  endpointSpec: row<EndpointInput>({
    about: "how others reach it",
    shape: object("ServiceEndpointSpec", {
      mode: {
        about: "one address for all tasks (vip, the default), or theirs (dnsrr)",
        shape: oneOf("vip", "dnsrr"),
        normal: impliedBy("vip"),
      },
      ports: {
        about: "ports published on the nodes",
        shape: set(
          object("ServiceEndpointSpecPort", {
            name: { about: "a name for it", shape: text },
            protocol: { about: "protocol", shape: oneOf("tcp", "udp", "sctp"), default: "tcp" },
            publishMode: {
              about: "on every node, or where a task runs",
              shape: oneOf("ingress", "host"),
              default: "ingress",
            },
            publishedPort: {
              about: "port of the nodes; the swarm's choice without",
              shape: integer(0, 65535),
            },
            targetPort: { about: "port of the containers", shape: integer(1, 65535), required: true },
          }),
        ),
      },
    }),
    change: "update",
    drifts: true,
    write: ({ mode, ports }, spec) => {
      spec.EndpointSpec = defined({
        Mode: mode,
        Ports: ports?.map(port => ({
          TargetPort: port.targetPort,
          ...defined({
            Name: port.name,
            Protocol: port.protocol,
            PublishedPort: port.publishedPort,
            PublishMode: port.publishMode,
          }),
        })),
      });
    },
    observe: ({ service: { Spec } }) => Spec.EndpointSpec && inputEndpoint(Spec.EndpointSpec),
    // With the ports of the nodes that the swarm chose.
    output: ({ service }) =>
      inputEndpoint({ Mode: service.Spec.EndpointSpec?.Mode, Ports: chosenPorts(service) }),
    unknownUntilMade: given => isObject(given) && lacksPort(given["ports"]),
  }),
  labels: row<LabelInput[]>({
    about: "labels on the service",
    shape: labelList("ServiceLabel"),
    change: "update",
    drifts: true,
    write: (labels, spec) => {
      spec.Labels = labelMap(labels);
    },
    observe: ({ service }) => labelInputs(service.Spec.Labels),
  }),
  mode: row<ModeInput>({
    about: "how many tasks it has; one without it",
    shape: object("ServiceMode", {
      global: { about: "one on every node", shape: flag },
      replicated: {
        about: "a number of them",
        shape: object("ServiceModeReplicated", {
          replicas: { about: "how many", shape: count, default: 1, zeroCounts: true },
        }),
      },
    }),
    change: modeChange,
    drifts: true,
    normal: mode => normalMode(mode),
    complain: mode =>
      isGlobal(mode) && (mode as ModeInput).replicated ? "give either global or replicated" : undefined,
    write: ({ global, replicated }, spec) => {
      spec.Mode = global ? { Global: {} } : { Replicated: { Replicas: replicated?.replicas ?? 1 } };
    },
    observe: ({ service: { Spec } }) =>
      Spec.Mode?.Global === undefined
        ? // A service that runs to its end is one of one replica, by the package's words.
          { replicated: { replicas: Spec.Mode?.Replicated?.Replicas ?? 1 } }
        : { global: true },
  }),
  rollbackConfig: row<RolloutInput>({
    about: "how a rollback replaces tasks",
    shape: rolloutShape("ServiceRollbackConfig", "pause", "continue"),
    change: "update",
    drifts: true,
    write: (rollout, spec) => {
      spec.RollbackConfig = engineRollout(rollout);
    },
    observe: ({ service }) => inputRollout(service.Spec.RollbackConfig) as Plain,
  }),
  updateConfig: row<RolloutInput>({
    about: "how an update replaces tasks",
    shape: rolloutShape("ServiceUpdateConfig", "pause", "continue", "rollback"),
    change: "update",
    drifts: true,
    write: (rollout, spec) => {
      spec.UpdateConfig = engineRollout(rollout);
    },
    observe: ({ service }) => inputRollout(service.Spec.UpdateConfig) as Plain,
  }),
};

function inputEndpoint({
  Mode,
  Ports,
}: {
  readonly Mode?: string | undefined;
  readonly Ports?: readonly ServicePort[] | undefined;
}): Plain {
  return {
    mode: Mode,
    ports: (Ports ?? []).map(port => ({
      name: port.Name,
      protocol: port.Protocol,
      publishMode: port.PublishMode,
      publishedPort: port.PublishedPort,
      targetPort: port.TargetPort,
    })),
  };
}

/** The published ports, with those of the nodes that the swarm has chosen. */
function chosenPorts({ Spec, Endpoint }: ServiceInspect): readonly ServicePort[] {
  return (Spec.EndpointSpec?.Ports ?? []).map(port => {
    if (port.PublishedPort) return port;
    const { PublishedPort } =
      Endpoint?.Ports?.find(one => one.TargetPort === port.TargetPort && one.Protocol === port.Protocol) ??
      {};
    return PublishedPort === undefined ? port : { ...port, PublishedPort };
  });
}

/** True while the swarm has not yet chosen all ports of the nodes that it is to choose; of those that a task opens on its own node it tells none. */
export function choosesPorts(service: ServiceInspect): boolean {
  return chosenPorts(service).some(
    ({ PublishedPort, PublishMode }) => !PublishedPort && PublishMode !== "host",
  );
}

function lacksPort(ports: Value): boolean {
  if (ports === undefined || ports === null) return false;
  return !isList(ports) || ports.some(port => !isObject(port) || !port["publishedPort"]);
}

function isGlobal(mode: Value): boolean {
  return isObject(mode) && mode["global"] === true;
}

function normalMode(mode: Plain): Plain {
  if (isGlobal(mode)) return { global: true };
  const { replicated } = (mode ?? {}) as ModeInput;
  return { replicated: { replicas: replicated?.replicas ?? 1 } };
}

/** The tasks as the swarm has them, in the words of the inputs where those say less or the same in another way. */
function asGiven({ service, given, networks }: ServiceSeen): TaskInput {
  const seen = described(inputTask(service.Spec.TaskTemplate), given);
  const { configs, secrets } = seen.containerSpec;
  const namesSecret = (id: string): boolean =>
    given?.containerSpec.secrets?.some(one => one.secretId === id && one.secretName === undefined) ?? false;
  const namesConfig = (id: string): boolean =>
    given?.containerSpec.configs?.some(one => one.configId === id && one.configName === undefined) ?? false;
  return {
    ...seen,
    containerSpec: {
      ...seen.containerSpec,
      image: asNamed(seen.containerSpec.image, given?.containerSpec.image),
      ...defined({
        secrets: secrets?.map(({ secretName = "", ...file }) =>
          namesSecret(file.secretId) ? file : { ...file, secretName },
        ),
        configs: configs?.map(({ configName = "", ...file }) =>
          namesConfig(file.configId) ? file : { ...file, configName },
        ),
      }),
    },
    ...defined({
      networksAdvanceds: seen.networksAdvanceds?.map(({ id = "", ...network }) => ({
        ...(networks.get(id) ?? { id }),
        ...network,
      })),
      // Only where the inputs ask for it; see the update.
      forceUpdate: given?.forceUpdate === undefined ? undefined : service.Spec.TaskTemplate.ForceUpdate,
    }),
  };
}

/** The digest that a name was pinned to is the plugin's; a name that stands for it is no other image. */
function asNamed(seen: string, given: string | undefined): string {
  return given !== undefined && withoutDigest(seen) === given ? given : seen;
}

/** For an import a time of 0 is as good as any. */
function described(seen: TaskInput, given: TaskInput | undefined): TaskInput {
  if (given === undefined) return seen;
  const { containerSpec, restartPolicy } = seen;
  return {
    ...seen,
    containerSpec: withoutZeroes(containerSpec, given.containerSpec, "stopGracePeriod"),
    ...defined({
      restartPolicy: restartPolicy && withoutZeroes(restartPolicy, given.restartPolicy, "delay", "window"),
    }),
  };
}

/**
 * Times without those of 0 that are not given. The official plugin sends 0 for them, where here the swarm's own hold; that
 * a service has it from there is no change of somebody's.
 */
function withoutZeroes<Times extends object>(
  seen: Times,
  given: object | undefined,
  ...times: string[]
): Times {
  const asked = (given ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(seen).filter(
      ([name, value]) => !times.includes(name) || value !== "0s" || asked[name] !== undefined,
    ),
  ) as Times;
}
