import { createSign } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Certificate } from "./certificates.ts";
import { registryUser } from "./registry.ts";

/**
 * Gives tokens for a registry, as the public ones do: whoever shows the name and the password gets one for what was
 * asked for, everybody else one that allows nothing.
 *
 * @see https://distribution.github.io/distribution/spec/auth/jwt/
 */
export class TokenServer {
  readonly #server: Server;
  /** The `Authorization` header of each request so far, empty for one without. */
  readonly asked: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(signer: Certificate): Promise<TokenServer> {
    const [key, certificate] = await Promise.all([
      readFile(signer.key, "utf8"),
      readFile(signer.certificate, "utf8"),
    ]);
    const server = createServer(async (request, response) => {
      tokens.#answer(await wish(request), response, key, certificate);
    });
    const tokens = new TokenServer(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return tokens;
  }

  get realm(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/token`;
  }

  async dispose(): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
  }

  #answer({ authorization, asks }: Wish, response: ServerResponse, key: string, certificate: string): void {
    this.asked.push(authorization);
    const { username, password } = registryUser;
    const known = authorization === basic(username, password);
    const scopes = asks.getAll("scope").flatMap(each => each.split(" "));
    const access = scopes.map(scope => {
      const [type = "", name = "", actions = ""] = scope.split(":");
      return { type, name, actions: actions.split(",") };
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "a test",
      sub: username,
      aud: asks.get("service"),
      exp: now + 300,
      nbf: now - 10,
      iat: now - 10,
      jti: String(this.asked.length),
      access: known ? access : [],
    };
    response.setHeader("content-type", "application/json");
    const token = sign(claims, key, certificate);
    response.end(JSON.stringify({ token, access_token: token }));
  }
}

/** What is asked for, and by whom: as `Authorization` would say it. */
interface Wish {
  readonly authorization: string;
  readonly asks: URLSearchParams;
}

/**
 * Engines that keep their images in containerd send all of it as a form; others ask with a header and a query.
 *
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
async function wish(request: IncomingMessage): Promise<Wish> {
  const { authorization = "" } = request.headers;
  if (request.method !== "POST")
    return { authorization, asks: new URL(request.url ?? "", "http://localhost").searchParams };
  const asks = new URLSearchParams(await text(request));
  return { authorization: basic(asks.get("username") ?? "", asks.get("password") ?? ""), asks };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function sign(claims: object, key: string, certificate: string): string {
  const x5c = certificate.replace(/-----[A-Z ]+-----|\s/g, "");
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ typ: "JWT", alg: "RS256", x5c: [x5c] })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
}
