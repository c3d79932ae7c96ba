import { Readable } from "node:stream";

/** One request of a client, read whole. */
export interface Call {
  readonly method: string;
  /** With the query, e.g. `/v1.41/containers/create?name=app`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What is answered; a body that comes bit by bit is a stream. */
export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: Buffer | Readable;
}

/** Answers calls: a real engine behind a socket, or a model of one. */
export type Backend = (call: Call) => Promise<Reply>;

/** An answer as the engine writes it. */
export function json(status: number, value: unknown): Reply {
  return { status, type: "application/json", body: Buffer.from(`${JSON.stringify(value)}\n`) };
}

/** A refusal in the engine's form. */
export function refusal(status: number, message: string): Reply {
  return json(status, { message });
}

/** What a call is about, without version and query: `POST /containers/create`. */
export function nameOf({ method, url }: Call): string {
  return `${method} ${url.replace(/^\/v[\d.]+/, "").replace(/\?.*$/, "")}`;
}

/** The body of a reply from its beginning, as one stream. */
export function streamOf(body: Buffer | Readable | undefined): Readable {
  if (body instanceof Readable) return body;
  return Readable.from(body === undefined || body.length === 0 ? [] : [body], { objectMode: false });
}
