import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that Linux gives to calls that go out (from 32768): a call could take one before it is used. */
const range = { from: 20_000, to: 32_000 } as const;

/** A TCP port of the loopback address that nobody has right now. */
export async function freePort(): Promise<number> {
  return await freePorts(1);
}

/** The first of several TCP ports of the loopback address, one after another, that nobody has right now. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(range.from, range.to - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
