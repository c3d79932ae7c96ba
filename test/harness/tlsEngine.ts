import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { createServer, type Server } from "node:tls";
import type { Certificate } from "./certificates.ts";

/** The engine of this machine behind TLS, for those who have a certificate of its authority. */
export class TlsEngine {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(socketPath: string, authority: string, own: Certificate): Promise<TlsEngine> {
    const [ca, cert, key] = await Promise.all(
      [authority, own.certificate, own.key].map(path => readFile(path)),
    );
    const options = { ca, cert, key, requestCert: true, rejectUnauthorized: true };
    const server = createServer({ ...options, ca: ca ?? "" }, client => {
      const engine = connect(socketPath);
      client.pipe(engine).pipe(client);
      // Either end that breaks off ends the other.
      client.on("error", () => engine.destroy());
      engine.on("error", () => client.destroy());
    });
    server.on("tlsClientError", () => {
      // It is told to the client, who is under test.
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TlsEngine(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  dispose(): void {
    this.#server.close();
  }
}
