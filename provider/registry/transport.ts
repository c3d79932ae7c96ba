import { request as requestPlain } from "node:http";
import { Agent, request as requestSecure } from "node:https";
import { buffer } from "node:stream/consumers";

/** One request to a registry. */
export interface Request {
  readonly method: "GET" | "HEAD" | "DELETE" | "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Takes any certificate. */
  readonly insecure: boolean;
  readonly signal: AbortSignal;
}

/** What it answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Milliseconds without a byte after which a registry counts as silent. */
const silence = 30_000;

/**
 * Sends a request and reads its answer whole. Node's own `fetch` cannot leave a certificate unverified.
 *
 * @throws what Node throws when nothing answers.
 */
export async function send({ method, url, headers, body, insecure, signal }: Request): Promise<Answer> {
  const secure = url.protocol === "https:";
  const options = { method, headers, signal, timeout: silence };
  return await new Promise((resolve, reject) => {
    const asked = secure
      ? requestSecure(url, { ...options, agent: new Agent({ rejectUnauthorized: !insecure }) })
      : requestPlain(url, options);
    asked.on("timeout", () => asked.destroy(new Error("it is silent")));
    asked.on("error", reject);
    asked.on("response", response => {
      buffer(response).then(
        read => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read }),
        reject,
      );
    });
    asked.end(body);
  });
}
