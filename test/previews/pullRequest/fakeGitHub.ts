import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A comment as GitHub keeps it. */
export interface FakeComment {
  readonly id: number;
  body: string;
}

/** As much of GitHub's API as comments on one pull request take, on loopback. */
export class FakeGitHub {
  readonly comments: FakeComment[] = [];
  /** Each request, `METHOD path`, and the token it came with. */
  readonly requests: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(token: string): Promise<FakeGitHub> {
    const server = createServer();
    const github = new FakeGitHub(server);
    server.on("request", async (request: IncomingMessage, response) => {
      const authorized = request.headers.authorization === `Bearer ${token}`;
      const body = (await text(request)) || "{}";
      const [status, answer] = authorized ? github.#answer(request, body) : [401, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return github;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #answer({ method, url = "" }: IncomingMessage, text: string): [number, unknown] {
    const { pathname, searchParams } = new URL(url, this.url);
    this.requests.push(`${method} ${pathname}`);
    const { body } = JSON.parse(text) as { body: string };
    if (pathname === "/repos/acme/shop/issues/7/comments") {
      if (method === "POST") {
        const comment = { id: 1000 + this.comments.length, body };
        this.comments.push(comment);
        return [201, comment];
      }
      const [size, page] = ["per_page", "page"].map(name => Number(searchParams.get(name))) as [
        number,
        number,
      ];
      return [200, this.comments.slice((page - 1) * size, page * size)];
    }
    const id = Number(/^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(pathname)?.[1]);
    const comment = this.comments.find(one => one.id === id);
    if (method !== "PATCH" || comment === undefined) return [404, {}];
    comment.body = body;
    return [200, comment];
  }
}
