import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";
import type { EngineAddress } from "./address.ts";
import { http } from "./http.ts";

type SshAddress = Extract<EngineAddress, { kind: "ssh" }>;

/**
 * How many connections are held at once. An ssh server refuses some of those that log in at the same time from the
 * tenth on (MaxStartups).
 */
const mostConnections = 8;

/**
 * Connections to an engine on another machine, as the docker command makes them: the machine's own `ssh` runs
 * `docker system dial-stdio` over there. So whatever stands in ~/.ssh holds: keys, known hosts, jumps, other names.
 * A connection serves many requests, one after another.
 */
export class SshAgent extends http.Agent {
  readonly #address: SshAddress;

  constructor(address: SshAddress) {
    super({ keepAlive: true, maxSockets: mostConnections });
    this.#address = address;
  }

  override createConnection(): Duplex {
    return new SshConnection(this.#address);
  }
}

/** The arguments of `ssh` for an engine's address. */
export function sshArguments({ host, port, username, socketPath, sshOptions = [] }: SshAddress): string[] {
  return [
    // Nobody is there to answer a question.
    ...["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30"],
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(username === undefined ? [] : ["-l", username]),
    ...sshOptions,
    ...["--", host, "docker"],
    ...(socketPath === undefined ? [] : ["--host", `unix://${socketPath}`]),
    ...["system", "dial-stdio"],
  ];
}

/** What `ssh` said when it ended by itself; its last line tells why. */
class SshFailure extends Error {
  readonly code = "ESSH";
}

/** One run of `ssh` as a connection, in the form in which Node's http takes one. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  constructor(address: SshAddress) {
    super();
    const child = spawn("ssh", sshArguments(address), { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
    });
    child.on("error", error => this.destroy(error));
    // What stands in the pipe after the other side has gone is lost with it; `close` says why.
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.on("close", code => {
      if (code === 0 || this.destroyed) this.push(null);
      else
        this.destroy(new SshFailure(said.trim().split("\n").at(-1)?.trim() || `it ended with code ${code}`));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A failed write is told by the end of the process, which knows why.
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // What http asks of the sockets it keeps: an idle one must not hold its process.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    for (const part of this.#parts) part.ref();
    return this;
  }

  unref(): this {
    for (const part of this.#parts) part.unref();
    return this;
  }

  /** Everything of the child that holds its process. */
  get #parts(): readonly { ref(): unknown; unref(): unknown }[] {
    const { stdin, stdout, stderr } = this.#child;
    // Pipes to a child are sockets; the types know them as mere streams.
    return [this.#child, ...([stdin, stdout, stderr] as unknown as Socket[])];
  }
}
