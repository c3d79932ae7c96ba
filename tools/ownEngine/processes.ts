import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";

/** A process of this machine, as far as it matters for who belongs to whom. */
export interface MachineProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its program and arguments. */
  readonly command: readonly string[];
}

/** Programs of an engine that are told the folder it lives in. */
const enginePrograms: readonly string[] = ["dockerd", "containerd", "containerd-shim-runc-v2"];

/**
 * The processes of an engine that lives in a folder, with all that descends from them: its containers are children of
 * the shims, and outlive an engine that is killed.
 */
export function processesOfEngine(folder: string, all: readonly MachineProcess[]): number[] {
  const names = (word: string): boolean => word === folder || word.includes(`${folder}/`);
  const roots = all.filter(
    ({ command: [program = "", ...args] }) => enginePrograms.includes(basename(program)) && args.some(names),
  );
  const found = new Set(roots.map(({ pid }) => pid));
  for (let grown = true; grown; ) {
    const children = all.filter(({ pid, parent }) => found.has(parent) && !found.has(pid));
    for (const { pid } of children) found.add(pid);
    grown = children.length > 0;
  }
  return [...found];
}

/** All processes there are right now. */
export async function listProcesses(): Promise<MachineProcess[]> {
  const ids = (await readdir("/proc")).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(ids.map(readProcess));
  return found.filter(one => one !== undefined);
}

async function readProcess(id: string): Promise<MachineProcess | undefined> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${id}/stat`, "utf8"),
      readFile(`/proc/${id}/cmdline`, "utf8"),
    ]);
    // The program's name stands in brackets, and may hold any character; its state and parent follow.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(id), parent: Number(parent), command: command.split("\0").slice(0, -1) };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
