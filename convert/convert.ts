import type { Topology, Workload } from "../topology/index.ts";
import type { ServiceDetails } from "../topology/readers/compose/index.ts";
import { decide, type NetworkChoice } from "./decide.ts";
import type { FoundFlow } from "./flows.ts";
import { writeProgram } from "./program.ts";
import { installed, type ProjectPlace, projectFile } from "./projectFile.ts";
import { reportOf } from "./report.ts";
import { lostNetworks, segmentsOf } from "./segments.ts";
import type { Setting } from "./settings.ts";

/** What a project is written from. */
export interface ConvertOptions {
  readonly topology: Topology;
  readonly services: readonly ServiceDetails[];
  /** What the project is to be called. */
  readonly name: string;
  /** The compose files, as the report is to name them. */
  readonly source: string;
  /** The way from the new project to the folder of the compose file. */
  readonly folder: string;
  /** Whether a path beside the compose file is a file that can be put into a container. */
  readonly isFile: (path: string) => boolean;
  /** The version of this package that the project is to use. */
  readonly version: string;
  /** What becomes of its networks. @default "pairs" */
  readonly networks?: NetworkChoice;
  /** The containers that run now, whose networks and volumes are to be taken over. @default none: all is made */
  readonly runs?: readonly string[];
  /** Flows that were seen on an engine. @default none */
  readonly observed?: readonly FoundFlow[];
  /** What variables of the compose file hold where it is read. @default nobody knows */
  readonly variable?: (name: string) => string | undefined;
  /** Ports that a service's image says it answers on. @default none is known */
  readonly exposed?: (workload: Workload) => readonly number[];
  /** Where the project finds this package. @default installed beside it */
  readonly place?: ProjectPlace;
}

/** A Bulkhead project: its files by their paths, and what is to be said of it. */
export interface Converted {
  readonly files: Readonly<Record<string, string>>;
  /** What has no counterpart, and what somebody must see to. */
  readonly remarks: readonly string[];
  /** What it is to be given. */
  readonly settings: readonly Setting[];
}

/**
 * Writes a compose project as a Bulkhead project: who calls whom becomes `link`, known databases a Database, one-shot
 * services jobs, passwords secrets of the config, profiles a switch. What has no counterpart is told in the report.
 */
export function convert(options: ConvertOptions): Converted {
  const { topology, services, name, folder, isFile, version, source } = options;
  const { networks = "pairs", runs = [], observed = [], exposed = () => [], place = installed } = options;
  const decisions = decide(topology, services, networks, observed);
  const kept = networks === "pairs" ? [] : segmentsOf(topology);
  const { components } = place;
  const program = writeProgram({
    topology,
    decisions,
    kept,
    takesOver: runs.length > 0,
    folder,
    isFile,
    exposed,
    components,
    variable: options.variable ?? (() => undefined),
  });
  const ofNetworks =
    networks === "pairs"
      ? []
      : [
          ...kept.flatMap(({ because }) => (because === undefined ? [] : [`${because}.`])),
          ...lostNetworks(topology, kept),
        ];
  const remarks = [...new Set([...decisions.remarks, ...ofNetworks, ...program.remarks])];
  const { settings } = program;
  return {
    files: {
      "index.ts": program.text,
      "Pulumi.yaml": projectFile(name, source, settings, place),
      "package.json": `${JSON.stringify(manifest(name, version), undefined, 2)}\n`,
      "tsconfig.json": `${JSON.stringify(compilerOptions, undefined, 2)}\n`,
      ".gitignore": "node_modules/\n.bulkhead/\n",
      "CONVERSION.md": reportOf({ source, decisions, networks, runs, settings, remarks }),
    },
    remarks,
    settings,
  };
}

function manifest(name: string, version: string): unknown {
  return {
    name,
    private: true,
    type: "module",
    engines: { node: ">=22.18" },
    scripts: { up: "bulkhead up", down: "bulkhead down", types: "tsc" },
    dependencies: {
      "@pulumi/docker": "^5.2.0",
      "@pulumi/pulumi": "^3.248.0",
      "pulumi-bulkhead": `^${version}`,
    },
    devDependencies: { "@types/node": "^24.0.0", typescript: "~6.0.3" },
  };
}

const compilerOptions = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ["*.ts"],
};
