import { type ComponentResource, type Inputs, Output } from "@pulumi/pulumi";
import { isLinkable } from "../components/workload/link.ts";
import type { Made } from "./made.ts";
import { anyRef, type PackageSpec, type ResourceSpec, type TypeSpec, typesRef } from "./spec.ts";

/** What arguments are read with. */
interface Reading {
  readonly types: PackageSpec["types"];
  readonly made: Made;
  /** Names of nothing that there is, by where they stand. */
  readonly missing: Map<string, string>;
}

/** Arguments, and the names in them of which there is no component. */
export interface Read {
  readonly args: Inputs;
  /** By path, as it stands in what is said of arguments. */
  readonly missing: ReadonlyMap<string, string>;
}

/**
 * Turns what another language has sent into arguments as a TypeScript program writes them:
 *
 * - Names where components are wanted become those components.
 * - An object or a list of which a part is a secret or depends on something may come as an output as a whole. Its shape
 *   is plain all the same; what in it may be an input keeps what the whole was.
 */
export async function readInputs(
  inputs: Inputs,
  { inputProperties }: ResourceSpec,
  { types }: PackageSpec,
  made: Made,
): Promise<Read> {
  const missing = new Map<string, string>();
  return { args: await properties(inputs, inputProperties, { types, made, missing }, ""), missing };
}

async function properties(
  given: Inputs,
  specs: Readonly<Record<string, TypeSpec>>,
  reading: Reading,
  path: string,
): Promise<Inputs> {
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  return await mapped(given, (value, name) => read(value, specs[name], reading, below(name)));
}

async function read(
  value: unknown,
  spec: TypeSpec | undefined,
  reading: Reading,
  path: string,
): Promise<unknown> {
  if (spec === undefined || value === undefined || value === null) return value ?? undefined;
  if (Output.isInstance(value))
    return isShape(spec, reading.types) ? await opened(value, spec, reading, path) : value;
  const [fitting] = optionsFor(value, spec, reading.types);
  if (typeof value === "string") {
    if (fitting === undefined || !takesNames(spec)) return value;
    const found = await component(value, reading.made);
    if (found === undefined) reading.missing.set(path, value);
    return found ?? value;
  }
  if (Array.isArray(value)) {
    const items = value.map((one, at) => read(one, fitting?.items, reading, `${path}[${at}]`));
    return await Promise.all(items);
  }
  if (!isPlainObject(value)) return value;
  if (fitting?.additionalProperties !== undefined) {
    return await mapped(value, (inner, key) =>
      read(inner, fitting.additionalProperties, reading, `${path}.${key}`),
    );
  }
  const type = fitting && typeOf(fitting, reading.types);
  return type?.properties === undefined ? value : await properties(value, type.properties, reading, path);
}

/** A shape that came as an output: as it is where it is known, each input in it an output like the whole. */
async function opened(
  whole: Output<unknown>,
  spec: TypeSpec,
  reading: Reading,
  path: string,
): Promise<unknown> {
  const known = whole as Output<unknown> & Known;
  if (!(await known.isKnown)) return whole;
  const shape = await known.promise();
  return await read(
    spread(shape, spec, reading.types, leaf => whole.apply(() => leaf)),
    spec,
    reading,
    path,
  );
}

/** What the SDK's outputs know of themselves, beside what they are published to. */
interface Known {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
}

/** Makes outputs of the inputs in a shape. */
function spread(
  value: unknown,
  spec: TypeSpec | undefined,
  types: PackageSpec["types"],
  outputOf: (leaf: unknown) => unknown,
): unknown {
  if (spec === undefined || value === undefined || value === null) return value;
  const [fitting] = optionsFor(value, spec, types);
  if (Array.isArray(value)) return value.map(one => spread(one, fitting?.items, types, outputOf));
  if (isPlainObject(value)) {
    const named = fitting && typeOf(fitting, types)?.properties;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        spread(inner, named?.[key] ?? fitting?.additionalProperties, types, outputOf),
      ]),
    );
  }
  return isInput(spec) ? outputOf(value) : value;
}

/** The component of a name, where something is to be linked to. */
async function component(name: string, made: Made): Promise<ComponentResource | undefined> {
  return await made.named(name, isLinkable);
}

/** The types of several that a value is of. */
function optionsFor(value: unknown, spec: TypeSpec, types: PackageSpec["types"]): TypeSpec[] {
  const options = spec.oneOf ?? [spec];
  if (options.length < 2) return [...options];
  if (Array.isArray(value)) return options.filter(({ type }) => type === "array");
  if (!isPlainObject(value)) return options.filter(({ type }) => type === typeof value);
  const tag = value["kind"];
  const tagged = typeof tag === "string" ? spec.discriminator?.mapping[tag] : undefined;
  const untagged = spec.discriminator?.mapping["workload"];
  const $ref = tagged ?? (tag === undefined ? untagged : undefined);
  return options.filter(option =>
    $ref === undefined ? typeOf(option, types)?.properties !== undefined : option.$ref === $ref,
  );
}

function typeOf({ $ref }: TypeSpec, types: PackageSpec["types"]): PackageSpec["types"][string] | undefined {
  return $ref?.startsWith(typesRef) ? types[$ref.slice(typesRef.length)] : undefined;
}

/** True where a component may be given by its name. */
function takesNames({ oneOf = [] }: TypeSpec): boolean {
  return (
    oneOf.some(({ $ref }) => $ref === anyRef) &&
    oneOf.some(({ type, plain }) => type === "string" && plain === true)
  );
}

/** True for what a value of is an object or a list: its shape is plain, and what is in it may be inputs. */
function isShape(spec: TypeSpec, types: PackageSpec["types"]): boolean {
  return (spec.oneOf ?? [spec]).some(
    option =>
      option.type === "array" || option.type === "object" || typeOf(option, types)?.properties !== undefined,
  );
}

/** True for a scalar that may be an output. */
function isInput({ type, plain, oneOf }: TypeSpec): boolean {
  return oneOf?.some(isInput) ?? (type === "string" && plain !== true);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

async function mapped(
  given: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => Promise<unknown>,
): Promise<Inputs> {
  const entries = Object.entries(given).map(async ([key, value]) => [key, await change(value, key)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
