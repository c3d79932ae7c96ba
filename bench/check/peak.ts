import { readFile } from "node:fs/promises";
import { type Command, timed } from "../measure/process.ts";

/** Seconds that a process took, and the most memory it had. */
export interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs a program and writes the peak of its resident memory, in kB, as the kernel noted it. */
const wrapper = `
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
`;

/** Times a process by itself, and once more below one that asks the kernel for its peak: both have its start in them. */
export async function costOf(command: Command, noted: string, signal: AbortSignal): Promise<Cost> {
  const seconds = await timed(command, signal);
  const args = ["-c", wrapper, noted, command.program, ...command.args];
  await timed({ ...command, program: "python3", args }, signal);
  return { seconds, megabytes: (Number(await readFile(noted, "utf8")) * 1024) / 1_000_000 };
}
