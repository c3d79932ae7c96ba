import type { Topology } from "../topology/index.ts";
import type { ServiceDetails } from "../topology/readers/compose/index.ts";
import { decide } from "./decide.ts";
import { writeProgram } from "./program.ts";
import { reportOf } from "./report.ts";

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
}

/** A Bulkhead project: its files by their paths, and what is to be said of it. */
export interface Converted {
  readonly files: Readonly<Record<string, string>>;
  /** What has no counterpart, and what somebody must see to. */
  readonly remarks: readonly string[];
}

/**
 * Writes a compose project as a Bulkhead project: who calls whom becomes `link`, known databases a Database, one-shot
 * services jobs, passwords secrets of the config, profiles a switch. What has no counterpart is told in the report.
 */
export function convert(options: ConvertOptions): Converted {
  const { topology, services, name, folder, isFile, version } = options;
  const decisions = decide(topology, services);
  const program = writeProgram(decisions, folder, isFile);
  const remarks = [...new Set([...decisions.remarks, ...program.remarks])];
  return {
    files: {
      "index.ts": program.text,
      "Pulumi.yaml": `name: ${name}\ndescription: Written from ${options.source}\nruntime: nodejs\nmain: index.ts\n`,
      "package.json": `${JSON.stringify(manifest(name, version), undefined, 2)}\n`,
      "tsconfig.json": `${JSON.stringify(compilerOptions, undefined, 2)}\n`,
      "CONVERSION.md": reportOf(options.source, decisions.services, program.settings, remarks),
    },
    remarks,
  };
}

function manifest(name: string, version: string): unknown {
  return {
    name,
    private: true,
    type: "module",
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
    moduleResolution: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["*.ts"],
};
