import { Writable } from "node:stream";
import type { ContainerSpec } from "./api.ts";
import { createContainer, removeContainer, startContainer } from "./containers.ts";
import type { Engine } from "./engine.ts";

/** What a container wrote. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a container to its end and gives what it wrote. The engine removes it at its end, also when nobody is left to wait
 * for it: nothing stays behind when this process is killed meanwhile.
 *
 * @param deadline milliseconds after which it is removed, whatever it is doing.
 */
export async function runToEnd(engine: Engine, spec: ContainerSpec, deadline: number): Promise<Written> {
  const id = await createContainer(engine, { ...spec, HostConfig: { ...spec.HostConfig, AutoRemove: true } });
  try {
    // Before the start: what is written in between would be lost.
    const output = await attach(engine, id, spec.name);
    await startContainer(engine, id, spec.name);
    const timer = setTimeout(output.giveUp, deadline);
    return await output.written.finally(() => clearTimeout(timer));
  } finally {
    // It is gone already, or going, unless it was given up or did not start.
    await removeContainer(engine, id, { volumes: true });
  }
}

/** What a container writes from now on, which is known when it ends or is given up. */
async function attach(
  engine: Engine,
  id: string,
  name: string,
): Promise<{ readonly written: Promise<Written>; readonly giveUp: () => void }> {
  return await engine.call(`attach to container ${name}`, async docker => {
    const stream = await docker.getContainer(id).attach({ stream: true, stdout: true, stderr: true });
    const [out, err] = [new Collector(), new Collector()];
    docker.modem.demuxStream(stream, out, err);
    const { promise: ended, resolve: giveUp } = Promise.withResolvers<void>();
    for (const event of ["end", "close", "error"]) stream.on(event, () => giveUp());
    return { written: ended.then(() => ({ stdout: out.text, stderr: err.text })), giveUp };
  });
}

/** Keeps what is written to it. */
class Collector extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
