import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { run, until } from "../../tools/toolchain/index.ts";
import { TestAuthority } from "./certificates.ts";
import { ensureProgram, testPrograms } from "./program.ts";

/** Milliseconds for a word of the process at the far end. */
const patience = 10_000;

/** Addresses kept for documents, which lead nowhere, and such as are kept for tests within a network. */
const published = "203.0.113";
const withheld = "198.19";
const published6 = "2001:db8";

/**
 * All of the world there is for a test: a network namespace at the far end of a cable, with a DNS server, servers with TLS
 * of several names at two addresses, and one at an address that is nobody's in the world. Whatever else is called at
 * these addresses leads nowhere: no packet leaves the machine.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5737
 */
export class World {
  readonly authority: TestAuthority;
  /** Two addresses at which all names may answer. */
  readonly first: string;
  readonly second: string;
  /** One beside them at which nobody is. */
  readonly nobody: string;
  /** One of IPv6. */
  readonly sixth: string;
  /** One that a relay is to keep closed unless it is told otherwise. */
  readonly inner: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: string[] = [];
  #done = 0;

  private constructor(authority: TestAuthority) {
    this.authority = authority;
    const [third = 0, fourth = 0] = randomBytes(2);
    const start = (third % 30) * 8;
    this.first = `${published}.${start + 2}`;
    this.second = `${published}.${start + 3}`;
    this.nobody = `${published}.${start + 4}`;
    this.inner = `${withheld}.${fourth}.2`;
    this.sixth = `${published6}:${randomBytes(2).toString("hex")}::2`;
    // It ends with its input: nothing of it outlives the test, however that ends.
    const script = join(import.meta.dirname, "world.mjs");
    this.#process = spawn("unshare", ["--net", process.execPath, script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface({ input: this.#process.stdout }).on("line", line => this.#lines.push(line));
  }

  /** @param certified names that servers have certificates for; `*.example.org` is one. */
  static async begin(certified: readonly string[]): Promise<World> {
    await ensureProgram(testPrograms.ip);
    const authority = await TestAuthority.create();
    const world = new World(authority);
    await world.#said(lines => lines.includes("begun"));
    await world.#layCable();
    const pairs = certified.map(async (name, index) => {
      const { certificate, key } = await authority.issue(`world${index}`, "server", [`DNS:${name}`]);
      const [cert, own] = await Promise.all([readFile(certificate, "utf8"), readFile(key, "utf8")]);
      return [name, { cert, key: own }] as const;
    });
    const certificates = Object.fromEntries(await Promise.all(pairs));
    const addresses = [world.first, world.second, world.inner];
    await world.#tell({ addresses, certificates, dns: world.first, sixth: world.sixth });
    return world;
  }

  /** From now on its DNS server knows these names, and no other. */
  async know(names: Readonly<Record<string, string>>): Promise<void> {
    await this.#tell({ known: names });
  }

  /** Names that it was asked for. */
  get questions(): string[] {
    return this.#after("name ");
  }

  /** Who was called in any way but for names, in their order: `hello 203.0.113.2 api.example.com`. */
  get called(): string[] {
    return this.#lines.filter(line => /^(hello|request|call|datagram) /.test(line));
  }

  /** Calls it by IPv6 and sends it datagrams of both families, from this process; throws where one does not arrive. */
  async isReachedFromHere(): Promise<void> {
    const call = new Socket();
    call.connect(443, this.sixth);
    await once(call, "data", { signal: AbortSignal.timeout(patience) });
    call.destroy();
    for (const [family, address] of [
      ["udp4", this.first],
      ["udp6", this.sixth],
    ] as const) {
      const sender = createSocket(family);
      sender.send("hello", 443, address);
      await this.#said(lines => lines.includes(`datagram ${address}`));
      sender.close();
    }
  }

  async certificate(): Promise<string> {
    return await readFile(this.authority.certificate, "utf8");
  }

  async close(): Promise<void> {
    const closed = once(this.#process, "close");
    this.#process.stdin.end();
    await closed;
    for (const range of ranges)
      await run("ip", ["route", "del", "unreachable", range, "metric", metric]).catch(() => "");
    await run("ip", ["-6", "route", "del", "unreachable", range6, "metric", metric]).catch(() => "");
    await this.authority.dispose();
  }

  /** It goes when the namespace at its end goes. */
  async #layCable(): Promise<void> {
    const target = String(this.#process.pid);
    const end = `bh${randomBytes(4).toString("hex")}`;
    const ip = (...args: readonly string[]): Promise<string> => run("ip", args);
    const far = (...args: readonly string[]): Promise<string> =>
      run("nsenter", ["--target", target, "--net", "ip", ...args]);
    for (const range of ranges) await ip("route", "replace", "unreachable", range, "metric", metric);
    await ip("-6", "route", "replace", "unreachable", range6, "metric", metric);
    await ip("link", "add", end, "type", "veth", "peer", "name", "cable", "netns", target);
    await ip("link", "set", end, "up");
    await far("link", "set", "lo", "up");
    await far("link", "set", "cable", "up");
    const near = this.first.replace(/\d+$/, last => String(Number(last) - 1));
    await ip("address", "add", `${near}/29`, "dev", end);
    await ip("address", "add", this.inner.replace(/2$/, "1/30"), "dev", end);
    // Without asking first whether somebody else has it, which takes a second.
    await ip("address", "add", this.sixth.replace(/2$/, "1/64"), "dev", end, "nodad");
    await far("address", "add", `${this.sixth}/64`, "dev", "cable", "nodad");
    for (const address of [`${this.first}/29`, `${this.second}/29`, `${this.inner}/30`])
      await far("address", "add", address, "dev", "cable");
  }

  async #tell(what: object): Promise<void> {
    this.#done += 1;
    const wanted = this.#done;
    this.#process.stdin.write(`${JSON.stringify(what)}\n`);
    await this.#said(lines => lines.filter(line => line === "done").length >= wanted);
  }

  async #said(enough: (lines: readonly string[]) => boolean): Promise<void> {
    const found = await until(async () => enough(this.#lines) || undefined, patience);
    if (found === undefined) throw new Error(`The world said nothing within ${patience} ms.`);
  }

  #after(word: string): string[] {
    return this.#lines.filter(line => line.startsWith(word)).map(line => line.slice(word.length));
  }
}

const ranges = [`${published}.0/24`, `${withheld}.0.0/16`] as const;
const range6 = `${published6}::/32`;
/** Last of all, so that whatever is laid has its own. */
const metric = "4294967294";
