import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CliFailure } from "./failure.ts";

/** An endpoint on the loopback address alone: what runs here is nobody else's business. */
export interface MetricsServer {
  readonly url: string;
  close(): void;
}

/**
 * Serves what `write` gives at `/metrics`.
 *
 * @param port 0: any free one.
 * @throws CliFailure where the port is taken.
 */
export async function serveMetrics(port: number, type: string, write: () => string): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics" || request.method !== "GET") {
      response.writeHead(404, { "content-type": "text/plain" }).end("GET /metrics\n");
      return;
    }
    response.writeHead(200, { "content-type": type }).end(write());
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/metrics`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (error: NodeJS.ErrnoException) => {
    reject(
      new CliFailure(`Port ${port} of the loopback address cannot be used (${error.code}).`, "Name another."),
    );
  });
  server.listen(port, "127.0.0.1", resolve);
  await promise;
}
