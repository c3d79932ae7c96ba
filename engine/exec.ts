import type { Duplex, Readable, Writable } from "node:stream";
import type { Engine } from "./engine.ts";

/** What to run in a running container, and with what around it. */
export interface ExecOptions {
  readonly command: readonly string[];
  /** A name or number; the container's own where it is not given. */
  readonly user?: string;
  /** Whether it has a terminal, whose size follows that of `stdout`. */
  readonly terminal: boolean;
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable;
}

/** Runs a command in a running container and gives its exit code. */
export async function execIn(engine: Engine, id: string, options: ExecOptions): Promise<number> {
  const { command, user, terminal, stdin, stdout, stderr } = options;
  return await engine.call(`run ${command[0] ?? ""} in container ${id.slice(0, 12)}`, async docker => {
    const exec = await docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: terminal,
      ...(user === undefined ? {} : { User: user }),
    });
    const stream: Duplex = await exec.start({ hijack: true, stdin: true, Tty: terminal });
    const resize = (): void => {
      const { rows: h, columns: w } = stdout;
      // The size of a terminal that is gone matters to nobody.
      if (terminal && h !== undefined && w !== undefined) exec.resize({ h, w }).catch(() => undefined);
    };
    stdout.on("resize", resize);
    resize();
    if (terminal) stream.pipe(stdout, { end: false });
    else docker.modem.demuxStream(stream, stdout, stderr);
    stdin.pipe(stream);
    try {
      await new Promise<void>((resolve, reject) => {
        for (const event of ["end", "close"]) stream.on(event, () => resolve());
        stream.on("error", reject);
      });
    } finally {
      stdin.unpipe(stream);
      stdin.pause();
      stdout.off("resize", resize);
    }
    return (await exec.inspect()).ExitCode ?? 1;
  });
}
