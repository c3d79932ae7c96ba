import type { Topology, Workload } from "../../../topology/index.ts";
import {
  type ComposeOptions,
  type ComposeReading,
  readCompose,
} from "../../../topology/readers/compose/index.ts";

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** Reads files that are nowhere but here; the first is the project's, unless others are named. */
export function reading(files: Files, options: Partial<ComposeOptions> = {}): ComposeReading {
  const [first = ""] = Object.keys(files);
  return readCompose({
    files: [first],
    environment: { HOME: "/home/someone" },
    readFile: path => files[path],
    ...options,
  });
}

/** The topology of files with which nothing is wrong. */
export function topologyOf(files: Files | string, options: Partial<ComposeOptions> = {}): Topology {
  const { topology, problems } = reading(
    typeof files === "string" ? { "compose.yaml": files } : files,
    options,
  );
  if (topology === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return topology;
}

/** One service of a file, given by its attributes, as YAML below the service's name. */
export function service(attributes: string, more = ""): Workload {
  const indented = attributes.replace(/^/gm, "    ");
  const topology = topologyOf(`services:\n  web:\n    image: web\n${indented}\n${more}`);
  const found = topology.workloads.find(({ id }) => id === "web");
  if (found === undefined) throw new Error("The service is not there.");
  return found;
}

/** What is wrong with a file, one line each: `FILE:LINE:COLUMN MESSAGE`. */
export function problems(files: Files | string, options: Partial<ComposeOptions> = {}): string[] {
  const read = reading(typeof files === "string" ? { "compose.yaml": files } : files, options);
  return read.problems.map(
    ({ file, line, column, message }) => `${file}:${line ?? ""}:${column ?? ""} ${message}`,
  );
}
