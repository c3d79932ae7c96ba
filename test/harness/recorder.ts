import assert from "node:assert/strict";
import { type Output, runtime } from "@pulumi/pulumi";
import type resourceMessages from "@pulumi/pulumi/proto/resource_pb.js";
import { ArgumentError, type Problem } from "../../components/index.ts";
import { decode, type Properties, Secret, type Value } from "../../provider/protocol/values.ts";
import { type Fragment, fragmentOutput, mergeFragments, type Topology } from "../../topology/index.ts";
import { testProject } from "./run.ts";

type RegisterRequest = InstanceType<typeof resourceMessages.RegisterResourceRequest>;
type OutputsRequest = InstanceType<typeof resourceMessages.RegisterResourceOutputsRequest>;
type Answer = (error: unknown, response: { getUrn(): string } | undefined) => void;

/** The two calls of Pulumi's resource monitor in which everything a program registers arrives. */
interface Monitor {
  registerResource(request: RegisterRequest, answer: Answer): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, answer: Answer): void;
}

/** A resource as a program registered it. Secrets stand in `inputs` and `outputs` as `Secret`, each at its own place. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's name; empty for what stands at the top. */
  readonly parent: string;
  readonly parentUrn: string;
  readonly inputs: Properties;
  readonly options: RecordedOptions;
  /** What a component registered at its end; undefined until it has. */
  outputs: Properties | undefined;
}

export interface RecordedOptions {
  /** What it waits for, as `Network web-app`: the resources of `dependsOn`, and those whose outputs it takes. */
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  /** Undefined where the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly retainOnDelete: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Names it had before. */
  readonly aliases: readonly string[];
}

/** How a program is run. */
export interface RunOptions {
  /** @default false */
  readonly preview?: boolean;
  /** What subnets, and names on the engine, are made from. @default "dev" */
  readonly stack?: string;
  /** Where a plugin finds a network its place. @default where it asks to be */
  readonly place?: (subnet: string) => string;
}

/** What came of a program. */
export class Recording<Result> {
  readonly result: Result;
  readonly resources: readonly Recorded[];

  constructor(result: Result, resources: readonly Recorded[]) {
    this.result = result;
    this.resources = resources;
  }

  /** What all components together declared. */
  get topology(): Topology {
    return mergeFragments("recorded", this.resources.map(fragmentOf));
  }

  /** All resources of a type, by name; `Network` stands for any token that ends so. */
  all(type: string): Recorded[] {
    return this.resources
      .filter(resource => resource.type === type || resource.type.split(":").at(-1) === type)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  names(type: string): string[] {
    return this.all(type).map(({ name }) => name);
  }

  /** The one resource of a type and name. */
  one(type: string, name: string): Recorded {
    const found = this.all(type).filter(resource => resource.name === name);
    const [first] = found;
    assert(first !== undefined, `no ${type} ${name}; there are ${this.names(type).join(", ") || "none"}`);
    assert.equal(found.length, 1, `${found.length} resources are called ${type} ${name}`);
    return first;
  }
}

/** An address of a container, as an engine would hand it out. No component may pass it on. */
export const containerAddress = "172.31.254.253";

/** The host's port an engine gives where none was asked for. */
export const freeHostPort = 49321;

/**
 * Runs a program against Pulumi's mocks, waits until everything it registered has settled, and gives all of it: also
 * parents, options and registered outputs, which mocks do not show, but which stand in the requests they answer.
 */
export async function record<Result>(
  program: () => Result | Promise<Result>,
  options: RunOptions = {},
): Promise<Recording<Result>> {
  const resources = await listen(options);
  const result = await program();
  await settled();
  assertDistinct(resources);
  return new Recording(result, resources);
}

/** Runs a program that must be refused: one ArgumentError, and nothing registered. Gives its problems. */
export async function refused(program: () => unknown): Promise<Problem[]> {
  const { error, resources } = await attempt(program);
  assert(error instanceof ArgumentError, `not refused as it should be: ${String(error)}`);
  assert.deepEqual(resources, [], "something was registered all the same");
  const problems = (error.errors ?? []).map(({ propertyPath: path, reason }) => ({ path, reason }));
  for (const { path, reason } of problems)
    assert(error.message.includes(`${path === "" ? "" : `${path}: `}${reason}`));
  return problems;
}

/** Runs a program that may be refused, and gives what it threw, if anything, beside what it registered. */
export async function attempt(
  program: () => unknown,
): Promise<{ error: unknown; resources: readonly Recorded[] }> {
  const resources = await listen();
  let error: unknown;
  try {
    program();
  } catch (thrown) {
    error = thrown;
  }
  await settled();
  return { error, resources };
}

/** The value of an output; undefined where it is not known, as in a preview. */
export async function promiseOf<T>(output: Output<T>): Promise<T> {
  // Not among the public types; `apply` alone would never answer for an unknown, nor for a failure.
  return await (output as unknown as { promise(): Promise<T> }).promise();
}

/** Each program gets a monitor of its own, by which components know one run from another. */
async function listen({ preview = false, stack = "dev", place }: RunOptions = {}): Promise<Recorded[]> {
  const resources: Recorded[] = [];
  const call = (): never => assert.fail("components invoke no functions of providers");
  const newResource = ({ type, name, inputs }: runtime.MockResourceArgs): runtime.MockResourceResult => ({
    id: preview ? undefined : `${name}-id`,
    state: answerOf(type, name, placed(inputs as Record<string, unknown>, place), preview),
  });
  await runtime.setMocks({ call, newResource }, testProject, stack, preview);
  const monitor = runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response !== undefined) resources.push(recordedOf(request, response.getUrn()));
      answer(error, response);
    });
  monitor.registerResourceOutputs = (request, answer) => {
    const component = resources.find(({ urn }) => urn === request.getUrn());
    if (component !== undefined) component.outputs = decode(request.getOutputs());
    registerOutputs(request, answer);
  };
  return resources;
}

/** Ends when nothing is under way: whatever has been registered has been answered. */
async function settled(): Promise<void> {
  await runtime.disconnect();
}

/** The inputs of a network that has been placed; those of anything else as they are. */
function placed(inputs: Record<string, unknown>, place: RunOptions["place"]): Record<string, unknown> {
  const configs = inputs["ipamConfigs"] as { subnet: string }[] | undefined;
  if (place === undefined || configs === undefined) return inputs;
  return { ...inputs, ipamConfigs: configs.map(one => ({ ...one, subnet: place(one.subnet) })) };
}

/** What docker's provider would answer, as far as programs look at it. */
function answerOf(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  preview: boolean,
): Record<string, unknown> {
  const named = { ...inputs, name: inputs["name"] ?? `${name}-5e1f2a3` };
  if (preview) return named;
  switch (type) {
    case "docker:index/remoteImage:RemoteImage":
      return { ...inputs, imageId: `sha256:${String(inputs["name"])}`, repoDigest: "" };
    case "docker:index/container:Container":
      return { ...named, networkDatas: networkDatas(inputs), ports: boundPorts(inputs) };
    case "docker:index/network:Network":
    case "docker:index/volume:Volume":
      return named;
    default:
      return {};
  }
}

function networkDatas(inputs: Record<string, unknown>): Record<string, unknown>[] {
  const networks = (inputs["networksAdvanced"] ?? []) as { name: string }[];
  return networks.map(network => ({ networkName: network.name, ipAddress: containerAddress }));
}

function boundPorts(inputs: Record<string, unknown>): Record<string, unknown>[] {
  const ports = (inputs["ports"] ?? []) as Record<string, unknown>[];
  return ports.map(port => ({ external: freeHostPort, ...port }));
}

/** What a component declared of the topology; nothing for other resources. */
export function fragmentOf({ outputs }: Recorded): Fragment {
  return (outputs?.[fragmentOutput] ?? {}) as Fragment;
}

function recordedOf(request: RegisterRequest, urn: string): Recorded {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    parentUrn: request.getParent(),
    inputs: decode(request.getObject()),
    options: {
      dependsOn: request.getDependenciesList().map(typeAndName).sort(),
      protect: request.getProtect() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplacedefined()
        ? request.getDeletebeforereplace()
        : undefined,
      retainOnDelete: request.getRetainondelete() ?? false,
      replaceOnChanges: request.getReplaceonchangesList(),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      aliases: request.getAliasesList().map(alias => alias.getSpec()?.getName() || alias.getUrn()),
    },
    outputs: undefined,
  };
}

function typeAndName(urn: string): string {
  const type = urn.split("::")[2] ?? "";
  return `${type.split(":").at(-1)} ${nameOf(urn)}`;
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Mocks take the same URN twice without a word; Pulumi's engine refuses it. */
function assertDistinct(resources: readonly Recorded[]): void {
  const urns = resources.map(({ urn }) => urn);
  const twice = urns.filter((urn, index) => urns.indexOf(urn) !== index);
  assert.deepEqual(twice, [], "resources of the same type and name");
}

/** A property of a resource's inputs or outputs by its path, e.g. `at(container.inputs, "healthcheck", "tests")`. */
export function at(properties: Value, ...path: readonly (string | number)[]): Value {
  return path.reduce<Value>(
    (value, step) => (value as Readonly<Record<string | number, Value>>)?.[step],
    properties,
  );
}

/** All that stands open in a value, as one text: what a state file or a log would show of it. */
export function openText(value: Value): string {
  return JSON.stringify(value, (_, item: unknown) => (item instanceof Secret ? "[secret]" : item)) ?? "";
}
