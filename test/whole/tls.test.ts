import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request as plainRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { get } from "node:https";
import type { TLSSocket } from "node:tls";
import { inspectContainer } from "../../engine/index.ts";
import { type Certificate, TestAuthority } from "../harness/certificates.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import { freePort } from "../harness/freePort.ts";

const servers = ["haproxy", "nginx"] as const;

const program = `
import { Config } from "@pulumi/pulumi";
import { Proxy, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const config = new Config();
const serve = \`
import http.server, os, signal, threading
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        said = self.headers.get("X-Forwarded-Proto", "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
http.server.ThreadingHTTPServer(("", 8000), Answer).serve_forever()
\`;
const api = new Workload("api", {
  image: demoImage("app"),
  entrypoint: ["python3", "-c", serve],
  ports: [8000],
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8000/"] },
});
const tls = { certificate: config.requireSecret("certificate"), key: config.requireSecret("key") };
export const urls = (["haproxy", "nginx"] as const).map(server =>
  new Proxy(server, {
    server,
    image: demoImage(server),
    routes: [{ to: api }],
    tls: { ...tls, redirect: { publish: { hostPort: config.requireNumber(server + "Plain") } } },
    publish: { hostPort: config.requireNumber(server + "Port") },
  }).url,
);
`;

describe("a proxy with TLS", () => {
  let authority: TestAuthority;
  let stack: Deployed;
  const ports = new Map<string, { readonly tls: number; readonly plain: number }>();

  before(async function () {
    this.timeout(240_000);
    authority = await TestAuthority.create();
    const config: Record<string, string> = {};
    for (const server of servers) {
      const [tls, plain] = [await freePort(), await freePort()];
      ports.set(server, { tls, plain });
      Object.assign(config, { [`${server}Port`]: String(tls), [`${server}Plain`]: String(plain) });
    }
    const secrets = await textsOf(await authority.issue("first", "server"));
    stack = await Deployed.of({ program }, { config, secrets });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
    await authority?.dispose();
  });

  const ca = (): Promise<string> => readFile(authority.certificate, "utf8");
  const portsOf = (server: string) => ports.get(server) ?? assert.fail(server);

  /** What a client that trusts the authority, and it alone, is answered. */
  async function asks(server: string): Promise<{ said: string; whose: string }> {
    const request = get(`https://localhost:${portsOf(server).tls}/`, { ca: await ca(), agent: false });
    const [response] = await once(request, "response");
    const socket = response.socket as TLSSocket;
    assert.equal(socket.authorized, true);
    let said = "";
    for await (const piece of response) said += String(piece);
    return { said, whose: String(socket.getPeerCertificate().subject.CN) };
  }

  it("answers whom it has convinced, and tells the service that it was TLS", async () => {
    for (const server of servers)
      assert.deepEqual(await asks(server), { said: "https", whose: "first" }, server);
    const urls = (await stack.project.outputs())["program"] as { urls: string[] };
    assert.deepEqual(
      urls.urls,
      servers.map(server => `https://127.0.0.1:${portsOf(server).tls}`),
    );
  });

  it("speaks HTTP/2 with who asks for it", async () => {
    for (const server of servers) {
      const session = connectHttp2(`https://localhost:${portsOf(server).tls}`, { ca: await ca() });
      const stream = session.request({ ":path": "/" });
      const [headers] = await once(stream, "response");
      assert.deepEqual([headers[":status"], session.alpnProtocol], [200, "h2"], server);
      stream.resume();
      await once(stream, "end");
      session.close();
    }
  });

  it("sends plain HTTP there, with path, question and method as they are", async () => {
    for (const server of servers) {
      const { tls, plain } = portsOf(server);
      const request = plainRequest({
        port: plain,
        host: "127.0.0.1",
        method: "POST",
        path: "/orders/1?new=yes",
        headers: { Host: `shop.example.com:${plain}` },
        agent: false,
      });
      request.end();
      const [response] = await once(request, "response");
      response.resume();
      assert.deepEqual(
        [response.statusCode, response.headers.location],
        [308, `https://shop.example.com:${tls}/orders/1?new=yes`],
        server,
      );
    }
  });

  it("shows its key to nobody: no environment, no command, no label, no state", async () => {
    const key = (await readFile(`${authority.folder}/first-key.pem`, "utf8")).split("\n")[1] ?? "";
    assert.ok(key.length > 40);
    for (const server of servers) {
      const { Id } = await stack.container(server);
      assert.ok(!JSON.stringify(await inspectContainer(engine, Id)).includes(key));
    }
    assert.ok(!(await stack.project.stateText()).includes(key));
  });

  it("refuses another certificate's key before anything is touched, and then takes a new certificate", async function () {
    this.timeout(240_000);
    const next = await textsOf(await authority.issue("second", "server"));
    const set = (name: "certificate" | "key") =>
      stack.project.succeed(["config", "set", "--secret", name, next[name]]);
    const before = await Promise.all(servers.map(async server => (await stack.container(server)).Id));
    await set("certificate");
    const up = await stack.project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.notEqual(up.code, 0);
    assert.match(`${up.stdout}${up.stderr}`, /tls\.key: it is another certificate's/);
    assert.deepEqual(
      await Promise.all(servers.map(async server => (await stack.container(server)).Id)),
      before,
    );
    for (const server of servers) assert.equal((await asks(server)).whose, "first");
    await set("key");
    await stack.project.up();
    for (const server of servers) assert.deepEqual(await asks(server), { said: "https", whose: "second" });
    await stack.project.up("--expect-no-changes", "--refresh");
  });
});

async function textsOf({ certificate, key }: Certificate): Promise<Record<"certificate" | "key", string>> {
  // What begins with a dash is an option to pulumi.
  const text = async (file: string): Promise<string> => `\n${await readFile(file, "utf8")}`;
  return { certificate: await text(certificate), key: await text(key) };
}
