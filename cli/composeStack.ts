import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Converted, convert, type NetworkChoice, type Setting } from "../convert/index.ts";
import { Engine, inspectImage } from "../engine/index.ts";
import { profileConfig } from "../policies/index.ts";
import { isUnknown, type Topology } from "../topology/index.ts";
import { projectName, smallTextIn } from "./conversion.ts";
import { CliFailure } from "./failure.ts";
import { releaseOf } from "./release.ts";
import { type ComposeSettings, type ProjectReading, readProject } from "./sources/compose.ts";
import { remarkText } from "./sources/subject.ts";

/** A compose project as the stack of a program that nobody sees. */
export interface ComposeStack {
  /** The folder of its Pulumi project. */
  readonly folder: string;
  /** What the program is given, by the names of its config. */
  readonly config: ReadonlyMap<string, string>;
  /** What has to be known about it. */
  readonly remarks: readonly string[];
}

/** How a compose project is made a stack. */
export interface ComposeStackOptions extends ComposeSettings {
  readonly networks: NetworkChoice;
  /** The stack it is judged as, unless it has a policy of its own. */
  readonly stack: string;
}

/** Where its project lies, beside the first file. */
const place = ".bulkhead/deploy";

/**
 * Writes the program of a compose project beside it, with everything it takes to run it.
 *
 * @throws CliFailure where the files cannot be read, or a variable is missing without which they refuse to go.
 */
export async function composeStack(
  files: readonly string[],
  options: ComposeStackOptions,
): Promise<ComposeStack> {
  const reading = readProject(files, options);
  const { topology, problems, services } = reading;
  if (topology === undefined) throw new CliFailure(problems.map(remarkText).join("\n"), "");
  const beside = dirname(resolve(reading.files[0] ?? "."));
  const folder = join(beside, place);
  const exposed = await exposedPorts(topology);
  const name = projectName(reading.projectName());
  const converted = convert({
    topology,
    // Those that are there are those whose profiles are on.
    services: services.map(service => ({ ...service, profiles: [] })),
    name,
    source: reading.files.map(file => relative(beside, resolve(file))).join(" + "),
    folder: relative(folder, beside),
    isFile: smallTextIn(beside),
    version: releaseOf(),
    networks: options.networks,
    exposed: workload => exposed.get(workload.id) ?? [],
    place: ownPlace(),
  });
  const { config, remarks } = valuesOf(converted, reading, name);
  writeProject(folder, converted, options.stack);
  return { folder, config, remarks: [...reading.remarks.map(remarkText), ...converted.remarks, ...remarks] };
}

/** Where this very package lies: the program needs none installed beside it. */
function ownPlace(): { components: string; provider: string } {
  const beside = (path: string): string => join(import.meta.dirname, "..", path);
  return {
    components: pathToFileURL(beside(`components/index${extname(import.meta.filename)}`)).href,
    provider: beside("provider/bin"),
  };
}

/** Where services answer, by their images, as far as the engine has them. */
async function exposedPorts({ workloads }: Topology): Promise<ReadonlyMap<string, readonly number[]>> {
  const engine = Engine.locate();
  const found = await Promise.all(
    workloads.map(async ({ id, image }): Promise<[string, number[]]> => {
      if (image === undefined || isUnknown(image)) return [id, []];
      const ports = Object.keys((await inspectImage(engine, image))?.Config?.ExposedPorts ?? {});
      const tcp = ports.filter(port => port.endsWith("/tcp"));
      return [id, tcp.map(port => Number.parseInt(port, 10))];
    }),
  );
  return new Map(found);
}

/** What the program is given: the values that variables have here, and the passwords that stand in the files. */
function valuesOf(
  { settings }: Converted,
  { variable }: ProjectReading,
  project: string,
): { config: ReadonlyMap<string, string>; remarks: readonly string[] } {
  const config = new Map<string, string>();
  const remarks: string[] = [];
  const missing: Setting[] = [];
  for (const setting of settings) {
    const { name, otherwise } = setting;
    const known = setting.value ?? (setting.variable === undefined ? undefined : variable(setting.variable));
    if (known !== undefined && (known !== "" || otherwise === undefined)) config.set(name, known);
    else if (setting.imageOf !== undefined) {
      // As Compose calls what it builds.
      config.set(name, `${project}-${setting.imageOf}`);
    } else if (setting.required) missing.push(setting);
    else if (otherwise === undefined) {
      config.set(name, "");
      remarks.push(`The variable ${setting.variable ?? name} is not set. It is taken to be empty.`);
    }
  }
  if (missing.length > 0) {
    const names = missing.map(one => one.variable ?? one.name).join(", ");
    throw new CliFailure(`The files refuse to go without ${names}.`, "Set it, or write it into .env.");
  }
  return { config, remarks };
}

function writeProject(folder: string, { files }: Converted, stack: string): void {
  mkdirSync(join(folder, "policy"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const policy = join(folder, "policy", `${stack}.json`);
  if (!existsSync(policy))
    writeFileSync(policy, `${JSON.stringify(profileConfig("compose"), undefined, 2)}\n`);
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  const packages = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  const link = join(modules, "@pulumi");
  const target = dirname(dirname(packages));
  if (existsSync(link) && realpathSync(link) === realpathSync(target)) return;
  if (readdirSync(modules).includes("@pulumi")) rmSync(link);
  symlinkSync(target, link, "junction");
}
