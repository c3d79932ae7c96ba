import type { GenericResource, TaskSpec } from "../../../engine/index.ts";
import { count, list, map, object, oneOf, set, text } from "../../tables/shape.ts";
import { type ContainerInput, containerShape, engineContainer, inputContainer } from "./containerSpec.ts";
import { defined, duration, impliedBy, nanoseconds, time } from "./values.ts";

type Texts = readonly string[];

/** A network of a task, by id or by name. */
export interface NetworkInput {
  readonly id?: string;
  readonly name?: string;
  readonly aliases?: Texts;
  readonly driverOpts?: Texts;
}

/** `taskSpec`, as the package writes it. */
export interface TaskInput {
  readonly containerSpec: ContainerInput;
  readonly forceUpdate?: number;
  readonly logDriver?: { readonly name: string; readonly options?: Readonly<Record<string, string>> };
  readonly networksAdvanceds?: readonly NetworkInput[];
  readonly placement?: {
    readonly constraints?: Texts;
    readonly maxReplicas?: number;
    readonly platforms?: readonly { readonly architecture: string; readonly os: string }[];
    readonly prefs?: Texts;
  };
  readonly resources?: {
    readonly limits?: { readonly memoryBytes?: number; readonly nanoCpus?: number };
    readonly reservation?: {
      readonly memoryBytes?: number;
      readonly nanoCpus?: number;
      readonly genericResources?: {
        readonly discreteResourcesSpecs?: Texts;
        readonly namedResourcesSpecs?: Texts;
      };
    };
  };
  readonly restartPolicy?: {
    readonly condition?: string;
    readonly delay?: string;
    readonly maxAttempts?: number;
    readonly window?: string;
  };
  readonly runtime?: string;
}

export const taskShape = object("ServiceTaskSpec", {
  containerSpec: { about: "what runs in a task", shape: containerShape, required: true },
  forceUpdate: { about: "a number whose change replaces the tasks", shape: count },
  logDriver: {
    about: "where the log goes",
    shape: object("ServiceTaskSpecLogDriver", {
      name: { about: "its name", shape: text, required: true },
      options: { about: "its options", shape: map },
    }),
  },
  networksAdvanceds: {
    about: "networks; an overlay spans the nodes",
    shape: set(
      object("ServiceTaskSpecNetworksAdvanced", {
        id: { about: "id or name of the network", shape: text },
        name: { about: "the same, as it was written before", shape: text },
        aliases: { about: "further names on it", shape: set(text) },
        driverOpts: { about: "options of the driver, as NAME=value", shape: set(text) },
      }),
    ),
  },
  placement: {
    about: "which nodes it may run on",
    shape: object("ServiceTaskSpecPlacement", {
      constraints: { about: "e.g. node.role==manager", shape: set(text) },
      maxReplicas: { about: "tasks on one node at most", shape: count },
      platforms: {
        about: "platforms of the image",
        shape: set(
          object("ServiceTaskSpecPlacementPlatform", {
            architecture: { about: "e.g. amd64", shape: text, required: true },
            os: { about: "e.g. linux", shape: text, required: true },
          }),
        ),
      },
      prefs: {
        about: "what to spread over, e.g. spread=node.labels.rack, the most important first",
        shape: list(text),
        normal: value => (Array.isArray(value) ? value.map(item => descriptor(String(item))) : value),
      },
    }),
  },
  resources: {
    about: "what a task may use and needs",
    shape: object("ServiceTaskSpecResources", {
      limits: {
        about: "what it may use",
        shape: object("ServiceTaskSpecResourcesLimits", {
          memoryBytes: { about: "memory", shape: count },
          nanoCpus: { about: "processors, times 1e9", shape: count },
        }),
      },
      reservation: {
        about: "what must be free on its node",
        shape: object("ServiceTaskSpecResourcesReservation", {
          memoryBytes: { about: "memory", shape: count },
          nanoCpus: { about: "processors, times 1e9", shape: count },
          genericResources: {
            about: "what else a node has",
            shape: object("ServiceTaskSpecResourcesReservationGenericResources", {
              discreteResourcesSpecs: { about: "counted, as KIND=number", shape: set(text) },
              namedResourcesSpecs: { about: "named, as KIND=name", shape: set(text) },
            }),
          },
        }),
      },
    }),
  },
  restartPolicy: {
    about: "when a task that ended is replaced",
    shape: object("ServiceTaskSpecRestartPolicy", {
      condition: {
        about: "after which end; any by default",
        shape: oneOf("none", "on-failure", "any"),
        normal: impliedBy("any"),
      },
      delay: time("before it is; the swarm waits 5s"),
      maxAttempts: { about: "how often at most; 0 for always", shape: count },
      window: time("in which attempts are counted"),
    }),
  },
  runtime: {
    about: "container, the only one here",
    shape: oneOf("container"),
    normal: impliedBy("container"),
  },
});

/** As the engine takes it. */
export function engineTask(input: TaskInput): TaskSpec {
  const { logDriver, placement, resources, restartPolicy: restart } = input;
  const { limits, reservation } = resources ?? {};
  return {
    ContainerSpec: engineContainer(input.containerSpec),
    ...defined({
      ForceUpdate: input.forceUpdate,
      LogDriver: logDriver && { Name: logDriver.name, ...defined({ Options: logDriver.options }) },
      Networks: input.networksAdvanceds?.map(({ id, name, aliases, driverOpts }) => ({
        Target: id || name || "",
        ...defined({
          Aliases: aliases,
          DriverOpts: driverOpts && Object.fromEntries(driverOpts.map(pair)),
        }),
      })),
      Placement:
        placement &&
        defined({
          Constraints: placement.constraints,
          MaxReplicas: placement.maxReplicas,
          Platforms: placement.platforms?.map(({ architecture, os }) => ({
            Architecture: architecture,
            OS: os,
          })),
          Preferences: placement.prefs?.map(pref => ({ Spread: { SpreadDescriptor: descriptor(pref) } })),
        }),
      Resources:
        resources &&
        defined({
          Limits: limits && defined({ MemoryBytes: limits.memoryBytes, NanoCPUs: limits.nanoCpus }),
          Reservations:
            reservation &&
            defined({
              MemoryBytes: reservation.memoryBytes,
              NanoCPUs: reservation.nanoCpus,
              GenericResources: reservation.genericResources && [
                ...(reservation.genericResources.namedResourcesSpecs ?? []).map(named),
                ...(reservation.genericResources.discreteResourcesSpecs ?? []).map(discrete),
              ],
            }),
        }),
      RestartPolicy:
        restart &&
        defined({
          Condition: restart.condition,
          Delay: nanoseconds(restart.delay),
          MaxAttempts: restart.maxAttempts,
          Window: nanoseconds(restart.window),
        }),
      Runtime: input.runtime,
    }),
  };
}

/** As it is written; networks by their ids. A forced update by hand is no setting, so it is left out. */
export function inputTask(seen: TaskSpec): TaskInput {
  const { LogDriver: logDriver, Placement: placement, Resources: resources, RestartPolicy: restart } = seen;
  const { Limits: limits, Reservations: reservation } = resources ?? {};
  const generic = reservation?.GenericResources;
  return {
    containerSpec: inputContainer(seen.ContainerSpec),
    ...defined({
      logDriver: logDriver && { name: logDriver.Name, ...defined({ options: logDriver.Options }) },
      networksAdvanceds: seen.Networks?.map(({ Target, Aliases, DriverOpts }) => ({
        id: Target,
        ...defined({
          aliases: Aliases,
          driverOpts: DriverOpts && Object.entries(DriverOpts).map(([name, value]) => `${name}=${value}`),
        }),
      })),
      placement:
        placement &&
        defined({
          constraints: placement.Constraints,
          maxReplicas: placement.MaxReplicas,
          platforms: placement.Platforms?.map(({ Architecture = "", OS = "" }) => ({
            architecture: Architecture,
            os: OS,
          })),
          prefs: placement.Preferences?.map(({ Spread }) => `spread=${Spread.SpreadDescriptor}`),
        }),
      resources:
        resources &&
        defined({
          limits: limits && defined({ memoryBytes: limits.MemoryBytes, nanoCpus: limits.NanoCPUs }),
          reservation:
            reservation &&
            defined({
              memoryBytes: reservation.MemoryBytes,
              nanoCpus: reservation.NanoCPUs,
              genericResources: generic && {
                discreteResourcesSpecs: generic.flatMap(({ DiscreteResourceSpec: one }) =>
                  one === undefined ? [] : `${one.Kind}=${one.Value}`,
                ),
                namedResourcesSpecs: generic.flatMap(({ NamedResourceSpec: one }) =>
                  one === undefined ? [] : `${one.Kind}=${one.Value}`,
                ),
              },
            }),
        }),
      restartPolicy:
        restart &&
        defined({
          condition: restart.Condition,
          delay: duration(restart.Delay),
          maxAttempts: restart.MaxAttempts,
          window: duration(restart.Window),
        }),
      runtime: seen.Runtime,
    }),
  };
}

/** The package documents `spread=` before it; the API has the rest alone. */
function descriptor(pref: string): string {
  return pref.replace(/^(spread=)+/, "");
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function named(text: string): GenericResource {
  const [Kind, Value] = pair(text);
  return { NamedResourceSpec: { Kind, Value } };
}

function discrete(text: string): GenericResource {
  const [Kind, value] = pair(text);
  return { DiscreteResourceSpec: { Kind, Value: Number(value) } };
}
