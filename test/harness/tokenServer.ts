import { createSign } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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
    const server = createServer((request, response) => tokens.#answer(request, response, key, certificate));
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

  #answer(request: IncomingMessage, response: ServerResponse, key: string, certificate: string): void {
    const { authorization = "" } = request.headers;
    this.asked.push(authorization);
    const { username, password } = registryUser;
    const known = authorization === `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    const [type = "", name = "", actions = ""] = (searchParams.get("scope") ?? "").split(":");
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "a test",
      sub: username,
      aud: searchParams.get("service"),
      exp: now + 300,
      nbf: now - 10,
      iat: now - 10,
      jti: String(this.asked.length),
      access: known ? [{ type, name, actions: actions.split(",") }] : [],
    };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ token: sign(claims, key, certificate) }));
  }
}

function sign(claims: object, key: string, certificate: string): string {
  const x5c = certificate.replace(/-----[A-Z ]+-----|\s/g, "");
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ typ: "JWT", alg: "RS256", x5c: [x5c] })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
}
