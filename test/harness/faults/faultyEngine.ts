import { linkSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { type Backend, type Call, nameOf, type Reply, refusal, streamOf } from "./call.ts";

/** What goes wrong with one call. */
export type Fault =
  /** The engine is gone before the call, and stays so until it is let back: nobody listens. */
  | { readonly kind: "gone" }
  /** The connection is reset before the engine hears of the call. */
  | { readonly kind: "lost" }
  /** The engine does what it is asked to; the connection is reset in the middle of its reply. */
  | { readonly kind: "cut" }
  /** As `cut`, and the engine is gone from then on. */
  | { readonly kind: "fallen" }
  /** The engine is killed while it does it, and is gone from then on. */
  | { readonly kind: "killed"; readonly kill: () => Promise<void> }
  /** The engine refuses it with a status and a message, or whatever a test makes of the call. */
  | { readonly kind: "refused"; readonly reply: (call: Call) => Reply };

/** Which call a fault befalls: the first that fits, counted from the moment it is planned. */
export type Which = number | ((call: Call) => boolean);

/**
 * An engine's socket at which things go wrong where a test says so. Behind it is a real engine or a model of one;
 * what is not befallen by a fault passes as it is.
 */
export class FaultyEngine {
  readonly host: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "bulkhead-test-engine-"));
  readonly #backend: Backend;
  #server: Server | undefined;
  #plan: { readonly which: Which; readonly fault: Fault; times: number } | undefined;
  #calls: string[] = [];
  #befallen: string | undefined;
  #slowness = 0;

  private constructor(backend: Backend) {
    this.#backend = backend;
    this.host = `unix://${this.#socket}`;
  }

  static async start(backend: Backend): Promise<FaultyEngine> {
    const engine = new FaultyEngine(backend);
    await engine.comeBack();
    return engine;
  }

  /** Lets a fault befall a call from now on: once, or so many times. */
  async plan(which: Which, fault: Fault, times = 1): Promise<void> {
    this.#plan = { which, fault, times };
    this.#calls = [];
    this.#befallen = undefined;
    if (which === 0 && fault.kind === "gone") await this.#go("the first call");
  }

  /** Lets every reply come late by these milliseconds, until it is told otherwise. */
  slowDown(milliseconds: number): void {
    this.#slowness = milliseconds;
  }

  /** Forgets what is planned and counts anew. */
  clear(): void {
    this.#plan = undefined;
    this.#calls = [];
    this.#befallen = undefined;
  }

  /** Every call since the last plan, e.g. `POST /containers/create`. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  /** The call that the planned fault befell, if it has. */
  get befallen(): string | undefined {
    return this.#befallen;
  }

  /** Listens again, where the engine is gone. */
  async comeBack(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => void this.#serve(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.#listening, resolve);
    });
    rmSync(this.#socket, { force: true });
    // A second name of the socket: it stays when the server ends, and refuses connections as a dead engine's does.
    linkSync(this.#listening, this.#socket);
  }

  /** Stops listening and ends every connection. */
  async vanish(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  async dispose(): Promise<void> {
    await this.vanish();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.#folder, "docker.sock");
  }

  get #listening(): string {
    return join(this.#folder, "listening.sock");
  }

  async #go(befallen: string): Promise<void> {
    this.#befallen = befallen;
    this.#plan = undefined;
    await this.vanish();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that has gone away is no concern of the engine's.
    response.on("error", () => {});
    const { method = "", url = "", headers } = request;
    const call: Call = { method, url, headers, body: await buffer(request).catch(() => Buffer.alloc(0)) };
    const fault = this.#faultOf(call);
    if (fault?.kind === "lost") return void request.socket.destroy();
    if (fault?.kind === "killed") return await this.#die(request, call, fault.kill);
    if (this.#slowness > 0) await delay(this.#slowness);
    const reply = fault?.kind === "refused" ? fault.reply(call) : await this.#answer(call);
    if (fault?.kind === "cut" || fault?.kind === "fallen") {
      await writeHalf(response, reply);
      request.socket.destroy();
      if (fault.kind === "fallen") await this.vanish();
      return;
    }
    const goesNext = this.#goesBeforeNext();
    writeWhole(response, reply, goesNext ? () => void this.#go("the call after it") : undefined);
  }

  async #die(request: IncomingMessage, call: Call, kill: () => Promise<void>): Promise<void> {
    const answered = this.#answer(call);
    await kill();
    await answered;
    request.socket.destroy();
    await this.vanish();
  }

  async #answer(call: Call): Promise<Reply> {
    try {
      return await this.#backend(call);
    } catch (error) {
      return refusal(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** Counts a call, and tells what befalls it. */
  #faultOf(call: Call): Fault | undefined {
    const index = this.#calls.push(nameOf(call)) - 1;
    const plan = this.#plan;
    if (plan === undefined || plan.fault.kind === "gone") return undefined;
    if (typeof plan.which === "number" ? plan.which !== index : !plan.which(call)) return undefined;
    plan.times -= 1;
    if (plan.times === 0) this.#plan = undefined;
    this.#befallen = nameOf(call);
    return plan.fault;
  }

  /** True when the engine is to be gone before the call that follows the last one. */
  #goesBeforeNext(): boolean {
    return this.#plan?.fault.kind === "gone" && this.#plan.which === this.#calls.length;
  }
}

function writeWhole(response: ServerResponse, reply: Reply, sent: (() => void) | undefined): void {
  const { status, type, body } = reply;
  const length = Buffer.isBuffer(body) ? { "Content-Length": body.length } : {};
  response.writeHead(status, { ...(type === undefined ? {} : { "Content-Type": type }), ...length });
  if (body === undefined || Buffer.isBuffer(body)) {
    response.end(body, sent);
    return;
  }
  response.flushHeaders();
  body.on("error", () => response.destroy());
  response.on("close", () => body.destroy());
  body.pipe(response);
  if (sent !== undefined) setImmediate(sent);
}

/** The head and half of the first piece of the body; of a reply without a body nothing arrives. */
async function writeHalf(response: ServerResponse, { status, type, body }: Reply): Promise<void> {
  const stream = streamOf(body);
  const first = await Promise.race([
    stream[Symbol.asyncIterator]().next() as Promise<IteratorResult<Buffer, undefined>>,
    // A stream in which nothing happens is cut after its head.
    delay(20),
  ]);
  stream.destroy();
  if (first?.done) return;
  response.writeHead(status, { ...(type === undefined ? {} : { "Content-Type": type }) });
  const half =
    first === undefined ? Buffer.alloc(0) : first.value.subarray(0, Math.ceil(first.value.length / 2));
  await new Promise<void>(resolve => {
    if (half.length === 0) {
      response.flushHeaders();
      setImmediate(resolve);
    } else response.write(half, () => resolve());
  });
}
