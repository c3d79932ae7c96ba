import type { Duplex } from "node:stream";
import { Writable } from "node:stream";
import type { ContainerSpec } from "./api.ts";
import { createContainer, removeContainer, startContainer } from "./containers.ts";
import type { Engine } from "./engine.ts";

/** A container that is spoken with over its input and output. */
export interface Conversation {
  readonly id: string;
  write(text: string): void;
  /** Ends its input. The container ends with it, and the engine removes it then. */
  end(): void;
}

/** Who hears what the container writes. */
export interface Listener {
  /** A piece of its output, broken anywhere. */
  output(text: string): void;
  /** The connection is over; what it wrote to its error stream says why, where it does. */
  ended(errors: string): void;
}

/**
 * Starts a container and speaks with it. Its input ends with this process, however that ends, and a program that then
 * ends too leaves nothing behind: the engine removes it.
 */
export async function converse(
  engine: Engine,
  spec: ContainerSpec,
  listener: Listener,
): Promise<Conversation> {
  const id = await createContainer(engine, {
    ...spec,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: { ...spec.HostConfig, AutoRemove: true },
  });
  try {
    // Before the start: what is written in between would be lost.
    const stream = await attach(engine, id, spec.name, listener);
    await startContainer(engine, id, spec.name);
    return {
      id,
      write: text => stream.write(text),
      end: () => stream.end(),
    };
  } catch (error) {
    await removeContainer(engine, id, { volumes: true });
    throw error;
  }
}

async function attach(engine: Engine, id: string, name: string, listener: Listener): Promise<Duplex> {
  return await engine.call(`attach to container ${name}`, async docker => {
    const options = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const stream = (await docker.getContainer(id).attach(options)) as Duplex;
    let errors = "";
    docker.modem.demuxStream(
      stream,
      heard(text => listener.output(text)),
      heard(text => {
        errors += text;
      }),
    );
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      stream.destroy();
      listener.ended(errors.trim());
    };
    for (const event of ["end", "close", "error"]) stream.on(event, end);
    return stream;
  });
}

function heard(hear: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _, done) {
      hear(chunk.toString("utf8"));
      done();
    },
  });
}
