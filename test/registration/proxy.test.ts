import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { secret } from "@pulumi/pulumi";
import {
  ArgumentError,
  type LimitArgs,
  Proxy,
  type ProxyArgs,
  Segment,
  type TlsArgs,
  Workload,
} from "../../components/index.ts";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { flowKey } from "../../topology/index.ts";
import { type Certificate, TestAuthority } from "../harness/certificates.ts";
import {
  at,
  attempt,
  freeHostPort,
  openText,
  promiseOf,
  type Recording,
  record,
} from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

/** A proxy in front of an `app` of two replicas and two ports, on a segment of theirs. */
function proxy(args: Partial<ProxyArgs> = {}): Promise<Recording<Proxy>> {
  return record(() => {
    const front = new Segment("front");
    const app = new Workload("app", {
      image: "acme/shop:1",
      replicas: 2,
      ports: [8080, 9090],
      listenVariable: "LISTEN",
      segments: [front],
    });
    return new Proxy("web", {
      image: "haproxy:3.0-alpine",
      segments: [{ segment: front, serves: false }],
      routes: [{ to: app }],
      publish: { hostPort: 8080 },
      ...args,
    });
  });
}

async function containerOf(args: Partial<ProxyArgs> = {}): Promise<Properties> {
  return (await proxy(args)).one("Container", "web1").inputs;
}

describe("registration: Proxy", () => {
  it("is a segment to the host, an image and its containers below one component", async () => {
    const { resources } = await proxy();
    const below = resources
      .filter(({ parent }) => parent === "web")
      .map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(below.sort(), [
      "bulkhead:index:Segment web-outer",
      "docker:index/container:Container web1",
      "docker:index/remoteImage:RemoteImage web",
    ]);
  });

  it("runs haproxy on a configuration that names each replica and listens where it is called", async () => {
    const inputs = await containerOf();
    const path = "/etc/bulkhead/haproxy/haproxy.cfg";
    assert.deepEqual(inputs["entrypoints"], ["haproxy", "-W", "-db", "-f", path]);
    assert.deepEqual(inputs["command"], []);
    assert.deepEqual(
      [at(inputs, "uploads", 0, "file"), at(inputs, "uploads", 0, "permissions")],
      [path, "0444"],
    );
    const config = String(at(inputs, "uploads", 0, "content"));
    const lines = config
      .split("\n")
      .filter(line => /^ {2}(bind|server-template|default_backend) /.test(line));
    assert.deepEqual(lines, [
      "  bind 127.0.0.1:8404",
      "  bind web1.web-outer-5e1f2a3:8080",
      "  default_backend route0",
      "  server-template app- 16 app:8080",
    ]);
  });

  it("runs nginx instead, as its image's user, since without capabilities root could not become it", async () => {
    const inputs = await containerOf({ server: "nginx", image: "nginx:1-alpine" });
    const path = "/etc/bulkhead/nginx/nginx.conf";
    assert.equal(at(inputs, "uploads", 0, "file"), path);
    assert.equal(at(inputs, "entrypoints", 0), "nginx");
    assert.equal(inputs["user"], "101:101");
    assert.equal(inputs["stopSignal"], "SIGQUIT");
    assert.match(
      String(at(inputs, "uploads", 0, "content")),
      /listen web1\.web-outer-5e1f2a3:8080 default_server;/,
    );
    const own = await containerOf({ server: "nginx", hardening: { user: "33:33" } });
    assert.equal(own["user"], "33:33");
  });

  it("starts a thread or worker for each processor it may use, not for each of the host's", async () => {
    const started = async (args: Partial<ProxyArgs>): Promise<string> => {
      const inputs = await containerOf(args);
      const text = String(at(inputs, "uploads", 0, "content"));
      return /^\s*(?:nbthread|worker_processes) (\w+)/m.exec(text)?.[1] ?? "as many as the host has";
    };
    const cases: readonly (readonly [limits: LimitArgs | undefined, threads: string])[] = [
      [undefined, "1"],
      [{ cpus: 0.25 }, "1"],
      [{ cpus: 2 }, "2"],
      [{ cpus: 2.5 }, "3"],
    ];
    for (const server of ["haproxy", "nginx"] as const)
      for (const [limits, threads] of cases)
        assert.equal(await started({ server, limits }), threads, `${server}, ${JSON.stringify(limits)}`);
  });

  it("finishes running requests before it ends, and is well when it answers at loopback", async () => {
    const inputs = await containerOf();
    assert.equal(inputs["stopSignal"], "SIGUSR1");
    assert.deepEqual(at(inputs, "healthcheck", "tests"), [
      "CMD",
      "wget",
      "-q",
      "-O",
      "/dev/null",
      "http://127.0.0.1:8404/health",
    ]);
  });

  it("logs each request, or what went wrong alone", async () => {
    const text = async (args: Partial<ProxyArgs>) =>
      String(at(await containerOf(args), "uploads", 0, "content"));
    assert.doesNotMatch(await text({}), /dontlognull\n {2}option dontlog-normal/);
    assert.match(await text({ accessLog: false }), /dontlognull\n {2}option dontlog-normal$/m);
    const nginx = { server: "nginx", image: "nginx:1-alpine" } as const;
    assert.match(await text(nginx), /^ {2}access_log \/dev\/stdout;$/m);
    assert.match(await text({ ...nginx, accessLog: false }), /^ {2}access_log off;$/m);
  });

  it("passes nothing from one network to another but requests", async () => {
    assert.deepEqual((await containerOf())["sysctls"], { "net.ipv4.ip_forward": "0" });
  });

  it("publishes its port, and tells where", async () => {
    const fixed = await proxy({ port: 80, publish: { hostPort: 8081, address: "0.0.0.0" } });
    assert.deepEqual(fixed.one("Container", "web1").inputs["ports"], [
      { internal: 80, external: 8081, ip: "0.0.0.0", protocol: "tcp" },
    ]);
    assert.equal(await promiseOf(fixed.result.url), "http://127.0.0.1:8081");
    assert.equal(
      await promiseOf((await proxy({ publish: {} })).result.url),
      `http://127.0.0.1:${freeHostPort}`,
    );
    const six = await proxy({ publish: { hostPort: 8081, address: "fd00::1" } });
    assert.equal(await promiseOf(six.result.url), "http://[fd00::1]:8081");
  });

  it("tells no place where it is not published or does not run", async () => {
    const inner = await record(() => {
      const front = new Segment("front");
      const app = new Workload("app", { image: "acme/shop:1", ports: [8080], segments: [front] });
      return new Proxy("web", { image: "haproxy", segments: [front], routes: [{ to: app }] });
    });
    assert.equal(await promiseOf(inner.result.url), "");
    assert.equal(await promiseOf((await proxy({ replicas: 0 })).result.url), "");
  });

  it("has every replica of its own listen under its own name, at free ports of the host", async () => {
    const recording = await proxy({ replicas: 2, publish: {} });
    assert.deepEqual(recording.names("Container"), ["app1", "app2", "web1", "web2"]);
    const config = String(at(recording.one("Container", "web2").inputs, "uploads", 0, "content"));
    assert.match(config, /bind web2\.web-outer-5e1f2a3:8080/);
  });

  it("calls the port a route names, else its target's first, and declares just that", async () => {
    const first = await proxy();
    assert(first.topology.flows.map(flowKey).includes("web app 8080/tcp"));
    assert(!first.topology.flows.map(flowKey).includes("web app 9090/tcp"));
    const named = await record(() => {
      const front = new Segment("front");
      const app = new Workload("app", {
        image: "acme/shop:1",
        ports: [{ port: 53, protocol: "udp" }, 8080, 9090],
        segments: [front],
      });
      const routes = [{ to: app, path: "/admin/", port: 9090 }, { to: app }];
      new Proxy("web", { image: "haproxy", segments: [front], routes });
    });
    const config = String(at(named.one("Container", "web1").inputs, "uploads", 0, "content"));
    assert.match(config, /app- 16 app:9090\n(.*\n)+.*app- 16 app:8080/);
    const declared = named.topology.flows.map(flowKey);
    assert.deepEqual(declared, ["web app 8080/tcp", "web app 9090/tcp"]);
  });

  it("reaches its targets, is reached where it is published, and nothing more", async () => {
    const { topology } = await record(() => {
      const front = new Segment("front");
      const app = new Workload("app", { image: "acme/shop:1", ports: [8080], segments: [front] });
      const segments = [{ segment: front, serves: false }];
      new Proxy("web", { image: "haproxy", segments, routes: [{ to: app }], publish: { hostPort: 80 } });
    });
    assert.deepEqual(held(topology), { ...asDeclared, hostOpen: ["web"] });
  });

  it("waits for its targets", async () => {
    const { options } = (await proxy()).one("Container", "web1");
    assert.deepEqual(
      options.dependsOn.filter(one => one.startsWith("Container")),
      ["Container app1", "Container app2"],
    );
  });

  it("tells its name and place, and no address of a container", async () => {
    const recording = await proxy();
    const { topology, ...outputs } = recording.one("Proxy", "web").outputs ?? {};
    assert(topology !== undefined);
    assert.deepEqual(outputs, { hostname: "web", url: "http://127.0.0.1:8080" });
  });

  describe("with TLS", () => {
    let certificate: string;
    let key: string;
    let other: string;
    let tls: TlsArgs;
    const published = { hostPort: 443, address: "0.0.0.0" };

    before(async () => {
      const authority = await TestAuthority.create();
      const files = [await authority.issue("web", "server"), await authority.issue("other", "server")];
      const texts = await Promise.all(files.map(one => Promise.all(textsOf(one))));
      await authority.dispose();
      [[certificate = "", key = ""] = [], [, other = ""] = []] = texts;
      tls = { certificate, key: secret(key), redirect: { publish: { hostPort: 80 } } };
    });

    it("answers by TLS with HTTP/2 on its port, and plain HTTP with a redirect on another", async () => {
      const lines = async (args: Partial<ProxyArgs>): Promise<string[]> => {
        const uploads = at(await containerOf(args), "uploads") as { file: string; content: unknown }[];
        const config = uploads.find(({ file }) => /\.(cfg|conf)$/.test(file))?.content;
        return String(config)
          .split("\n")
          .filter(line => /(bind|listen|redirect|return) .*(web1|308)/.test(line));
      };
      assert.deepEqual(await lines({ tls, publish: published }), [
        "  bind web1.web-outer-5e1f2a3:8443 ssl crt /run/secrets/tls.pem alpn h2,http/1.1 ssl-min-ver TLSv1.2",
        "  bind web1.web-outer-5e1f2a3:8080",
        "  http-request redirect code 308 location https://%[req.hdr(host),host_only]%[pathq]",
      ]);
      assert.deepEqual(await lines({ server: "nginx", tls, publish: { hostPort: 8444 } }), [
        "    listen web1.web-outer-5e1f2a3:8443 default_server ssl http2;",
        "    listen web1.web-outer-5e1f2a3:8080 default_server;",
        "    return 308 https://$host:8444$request_uri;",
      ]);
    });

    it("has its certificate and key as files, and nothing of the key in the open", async () => {
      const inputs = await containerOf({ tls, publish: published });
      const uploads = at(inputs, "uploads") as { file: string; content: unknown }[];
      assert.deepEqual(
        uploads.find(({ file }) => file === "/run/secrets/tls.pem")?.content,
        new Secret(`${certificate.trim()}\n${key.trim()}\n`),
      );
      assert.ok(!openText(inputs).includes(key.split("\n")[1] ?? ""));
      const nginx = at(await containerOf({ server: "nginx", tls, publish: published }), "uploads");
      const files = (nginx as { file: string }[]).map(({ file }) => file);
      assert.deepEqual(files.slice(1), ["/run/secrets/tls.crt", "/run/secrets/tls.key"]);
    });

    it("publishes both ports, and says where it answers", async () => {
      const { result, topology } = await proxy({ tls, publish: published });
      assert.equal(await promiseOf(result.url), "https://127.0.0.1:443");
      const flows = topology.flows.filter(({ from, to }) => from === "host" && to === "web");
      assert.deepEqual(new Set(flows.map(({ port }) => port)), new Set([8443, 8080]));
    });

    it("is refused where certificate and key do not fit, or a redirect leads nowhere", async () => {
      const wrong = async (args: Partial<ProxyArgs>) => {
        const { error } = await attempt(() => {
          const app = new Workload("app", { image: "acme/shop:1", ports: [8080] });
          new Proxy("web", { image: "haproxy:3", routes: [{ to: app }], publish: published, ...args });
        });
        assert(error instanceof ArgumentError, String(error));
        return (error.errors ?? []).map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
      };
      assert.deepEqual(await wrong({ tls: { certificate, key: other } }), [
        "tls.key: it is another certificate's; give the key of tls.certificate",
      ]);
      assert.deepEqual(await wrong({ tls: { certificate: "x", key } }), [
        "tls.certificate: it is no certificate; give it as PEM, the server's own first, then those that signed it",
      ]);
      assert.deepEqual(await wrong({ tls, port: 8080 }), [
        "tls.redirect.port: TLS is answered there; give another",
      ]);
      assert.deepEqual(await wrong({ tls, publish: {} }), [
        "publish.hostPort: where to redirect to is not known; give the host's port that TLS is published at",
      ]);
    });
  });
});

function textsOf({ certificate, key }: Certificate): Promise<string>[] {
  return [certificate, key].map(file => readFile(file, "utf8"));
}
