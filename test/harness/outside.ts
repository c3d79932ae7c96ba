import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { run, until } from "../../tools/toolchain/index.ts";
import { ensureProgram, testPrograms } from "./program.ts";

/** Milliseconds for a word of the listener. */
const patience = 10_000;

/** Where it listens, and where it answers for its name. */
const tcpPort = 7000;
const dnsPort = 53;

/**
 * Somebody beyond the host: a network namespace at the other end of a cable, which listens and tells whom it saw. It
 * knows no way to any address but the host's, as nobody outside does. Its addresses are of those kept for tests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2544
 */
export class Outside {
  readonly address: string;
  readonly port = tcpPort;
  /** The host's end of the cable. */
  readonly host: string;
  readonly #listener: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: string[] = [];

  private constructor(name: string, address: string, host: string) {
    this.address = address;
    this.host = host;
    // It ends with its input: nothing of it outlives the test, however that ends.
    const script = join(import.meta.dirname, "outside.mjs");
    const args = ["--net", process.execPath, script, address, name, String(tcpPort), String(dnsPort)];
    this.#listener = spawn("unshare", args, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#listener.stdout }).on("line", line => this.#lines.push(line));
  }

  /** @param name the one name it answers for as a DNS server: its own. */
  static async listen(name: string): Promise<Outside> {
    await ensureProgram(testPrograms.ip);
    const [second = 0, third = 0, fourth = 0] = randomBytes(3);
    const base = `198.${18 + (second % 2)}.${third}`;
    const first = (fourth % 64) * 4;
    const outside = new Outside(name, `${base}.${first + 2}`, `${base}.${first + 1}`);
    await outside.#said("begun");
    await outside.#layCable();
    outside.#listener.stdin.write("listen\n");
    await outside.#said("listening");
    return outside;
  }

  /** The addresses that connections came from, in their order. */
  get callers(): string[] {
    return this.#after("call ");
  }

  /** The names it was asked for, in their order. */
  get questions(): string[] {
    return this.#after("name ");
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, "close");
    this.#listener.stdin.end();
    await closed;
  }

  /** It goes when the namespace at its end goes. */
  async #layCable(): Promise<void> {
    const target = String(this.#listener.pid);
    const end = `bh${randomBytes(4).toString("hex")}`;
    const ip = (...args: readonly string[]): Promise<string> => run("ip", args);
    const far = (...args: readonly string[]): Promise<string> =>
      run("nsenter", ["--target", target, "--net", "ip", ...args]);
    await ip("link", "add", end, "type", "veth", "peer", "name", "cable", "netns", target);
    await ip("address", "add", `${this.host}/30`, "dev", end);
    await ip("link", "set", end, "up");
    await far("address", "add", `${this.address}/30`, "dev", "cable");
    await far("link", "set", "cable", "up");
  }

  async #said(word: string): Promise<void> {
    const found = await until(async () => this.#lines.includes(word) || undefined, patience);
    if (found === undefined) throw new Error(`The listener outside said no "${word}" within ${patience} ms.`);
  }

  #after(word: string): string[] {
    return this.#lines.filter(line => line.startsWith(word)).map(line => line.slice(word.length));
  }
}
