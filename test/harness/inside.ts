import { Stream } from "node:stream";
import { buffer } from "node:stream/consumers";
import { unframe } from "../../engine/logs.ts";
import { engine } from "./engine.ts";

/** What a command in a container came to. */
export interface Ran {
  readonly code: number;
  /** All it wrote, both outputs together. */
  readonly output: string;
}

/** Runs a command in a running container, as its user. */
export async function inside(container: string, ...command: readonly string[]): Promise<Ran> {
  return await engine.call(`run ${command[0]} in ${container.slice(0, 12)}`, async docker => {
    const exec = await docker.getContainer(container).exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({});
    if (!(stream instanceof Stream.Readable)) throw new Error("The engine gave no output to read.");
    const output = unframe(await buffer(stream));
    const { ExitCode } = await exec.inspect();
    return { code: ExitCode ?? -1, output };
  });
}

/** Runs a Python script in a container that has one; fails with what it wrote unless it ends well. */
export async function python(container: string, script: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await inside(container, "python3", "-c", script, ...args);
  if (code !== 0) throw new Error(`python3 ended with ${code}:\n${output}`);
  return output.trim();
}
