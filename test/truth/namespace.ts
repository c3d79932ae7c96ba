import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** An address of a network namespace, and the interface it is on. */
export interface LocalAddress {
  readonly link: string;
  readonly address: string;
  readonly family: "IPv4" | "IPv6";
  /** Of the loopback interface. */
  readonly internal: boolean;
}

/** One call to try: who answers is told by the answer. */
export interface Try {
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** Milliseconds for an answer of the helper, beside the time it is told to wait. */
const patience = 20_000;

/** A helper in a network namespace: one process, which listens there and calls from there. It ends with its input. */
export class NetworkNamespace {
  readonly pid: number;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  readonly #reader: Interface;

  private constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.pid = this.#process.pid ?? 0;
    // From now on: it may have ended by itself when it is to be closed, as it does when a terminal breaks all of it off.
    this.#closed = once(this.#process, "close");
    this.#closed.catch(() => undefined);
    this.#process.stdin.on("error", () => undefined);
    this.#reader = createInterface({ input: this.#process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** In the namespace of a process. */
  static of(pid: number): NetworkNamespace {
    return new NetworkNamespace("nsenter", [`--net=/proc/${pid}/ns/net`, ...helper]);
  }

  /** In a new one. */
  static create(): NetworkNamespace {
    return new NetworkNamespace("unshare", ["--net", ...helper]);
  }

  async listen(name: string, tcp: readonly number[], udp: readonly number[]): Promise<void> {
    await this.#ask({ command: "listen", name, tcp, udp });
  }

  /** Its addresses, and whether all of them are ready to be used. */
  async addresses(): Promise<{ readonly settled: boolean; readonly addresses: readonly LocalAddress[] }> {
    return (await this.#ask({ command: "addresses" })) as Awaited<ReturnType<NetworkNamespace["addresses"]>>;
  }

  /** Who answered each call, empty for nobody; all are made at once. */
  async attempt(tries: readonly Try[], patience: number): Promise<readonly string[]> {
    const { heard } = (await this.#ask({ command: "attempt", tries, patience })) as {
      heard: readonly string[];
    };
    return heard;
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#closed;
  }

  async #ask(question: object): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    const timer = AbortSignal.timeout(patience);
    const late = once(timer, "abort").then((): never => {
      throw new Error(`A helper in a namespace did not answer within ${patience} ms.`);
    });
    const { value, done } = await Promise.race([this.#lines.next(), late]);
    if (done === true) throw new Error("A helper in a namespace has ended.");
    return JSON.parse(value as string);
  }
}

const helper = [process.execPath, join(import.meta.dirname, "helper.mjs")] as const;
