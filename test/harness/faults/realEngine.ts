import { request } from "node:http";
import type { Backend } from "./call.ts";

/** A real engine behind its socket. */
export function realEngine(socketPath: string): Backend {
  return async ({ method, url, headers, body }) =>
    await new Promise((resolve, reject) => {
      const asked = request({ socketPath, method, path: url, headers, agent: false }, response => {
        const type = response.headers["content-type"];
        response.on("close", () => asked.destroy());
        resolve({
          status: response.statusCode ?? 0,
          ...(type === undefined ? {} : { type }),
          body: response,
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
}
