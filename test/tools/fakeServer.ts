import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

/** Answers HTTP requests for as long as some work lasts. */
export async function serving<T>(
  at: string | number,
  answer: RequestListener,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const server =
    typeof at === "string" ? createServer(answer).listen(at) : createServer(answer).listen(at, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work(server);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
}

/** The URL of a server on the loopback address. */
export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return `http://127.0.0.1:${address.port}`;
}
