import assert from "node:assert/strict";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectContainer, inspectNetwork } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { run } from "../../tools/toolchain/index.ts";
import { type Certificate, TestAuthority } from "../harness/certificates.ts";
import { engine } from "../harness/engine.ts";
import { root } from "../harness/project.ts";
import type { ProviderClient, RpcFailure } from "../harness/providerClient.ts";
import { TestRegistry } from "../harness/registry.ts";
import { uniqueSubnet } from "../harness/run.ts";
import { SshServer } from "../harness/sshServer.ts";
import { TlsEngine } from "../harness/tlsEngine.ts";
import { containerUrn, idle, networkUrn, useFurtherProviders } from "./useProvider.ts";

/** The engine under test, which all these ways lead to. */
const socketPath = engine.address.kind === "unix" ? engine.address.path : "/var/run/docker.sock";

describe("provider: an engine behind TLS", () => {
  const further = useFurtherProviders();
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let client: Certificate;
  let foreign: Certificate;
  let tls: TlsEngine;
  let host: string;

  before(async () => {
    [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    client = await authority.issue("client", "client");
    foreign = await stranger.issue("client", "client");
    const server = await authority.issue("server", "server");
    tls = await TlsEngine.start(socketPath, authority.certificate, server);
    host = `tcp://127.0.0.1:${tls.port}`;
  });
  after(async () => {
    tls?.dispose();
    await authority?.dispose();
    await stranger?.dispose();
  });

  async function material(ca: string, { certificate, key }: Certificate): Promise<Properties> {
    const [caMaterial, certMaterial, keyMaterial] = await Promise.all(
      [ca, certificate, key].map(path => readFile(path, "utf8")),
    );
    return { host, caMaterial, certMaterial, keyMaterial };
  }

  it("is reached with certificates as text", async () => {
    await makesThings(await further({ config: await material(authority.certificate, client) }));
  });

  it("is reached with a folder of certificates, the provider's own or that of docker's environment", async () => {
    const certPath = join(authority.folder, "docker");
    await mkdir(certPath);
    await copyFile(authority.certificate, join(certPath, "ca.pem"));
    await copyFile(client.certificate, join(certPath, "cert.pem"));
    await copyFile(client.key, join(certPath, "key.pem"));
    await makesThings(await further({ config: { host, certPath } }));
    const env = { DOCKER_HOST: host, DOCKER_CERT_PATH: certPath, DOCKER_TLS_VERIFY: "1" };
    await makesThings(await further({ env }));
  });

  it("is not spoken to where its certificate is not to be trusted", async () => {
    const provider = await further({ config: await material(stranger.certificate, client) });
    await failsWith(
      provider,
      /^The certificate of the Docker engine at tcp:\/\/127\.0\.0\.1:\d+ is not to be trusted \(.+\)\. Give the certificate of its authority \(caMaterial, or ca\.pem in certPath\)/,
    );
  });

  it("lets nobody in without a certificate of its authority, and says so", async () => {
    const { keyMaterial, certMaterial, ...without } = await material(authority.certificate, client);
    // A Go program, as the engine is: it says in the same way what it does not like.
    const server = await authority.issue("strict", "server");
    const strict = await TestRegistry.start({ tls: { ...server, callers: authority.certificate } });
    const refused = { ...(await material(stranger.certificate, foreign)), caMaterial: without["caMaterial"] };
    try {
      for (const config of [without, refused]) {
        await failsWith(
          await further({ config: { ...config, host: `tcp://${strict.host}` } }),
          /^The Docker engine at tcp:\/\/127\.0\.0\.1:\d+ takes no connection with these certificates \(.+\)\. Give a client certificate/,
        );
      }
    } finally {
      await strict.dispose();
    }
  });

  it("says which certificate cannot be read, and never shows a key", async () => {
    await assert.rejects(further({ config: { host, certPath: "/nowhere" } }), {
      message:
        "The certificate /nowhere/ca.pem cannot be read. Put ca.pem, cert.pem and key.pem into the folder that certPath or DOCKER_CERT_PATH names.",
    });
    const given = await material(authority.certificate, client);
    const broken = `${String(given["keyMaterial"]).slice(0, 300)}\n-----END PRIVATE KEY-----\n`;
    const provider = await further({ config: { ...given, keyMaterial: broken } });
    await failsWith(provider, /^(?!.*PRIVATE)/);
  });
});

describe("provider: an engine over ssh", () => {
  const further = useFurtherProviders();
  let server: SshServer;
  before(async () => {
    server = await SshServer.start(socketPath);
  });
  after(() => server?.dispose());

  const config = (key: string, knownHosts = server.knownHosts, path = ""): Properties => ({
    host: `ssh://shop@127.0.0.1:${server.port}${path}`,
    sshOpts: JSON.stringify([
      ...["-i", key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-F", "none"],
      ...["-o", `UserKnownHostsFile=${knownHosts}`],
    ]),
  });

  it("is reached by the machine's own ssh, with a few connections for many calls", async () => {
    const provider = await further({ config: config(server.key) });
    await Promise.all([makesThings(provider), makesThings(provider), makesThings(provider)]);
    assert.deepEqual([...new Set(server.commands)], ["docker system dial-stdio"]);
    assert.ok(server.logins <= 8, `${server.logins} logins`);
  });

  it("is found at another socket over there", async () => {
    const provider = await further({ config: config(server.key, server.knownHosts, "/run/other.sock") });
    await makesThings(provider);
    assert.equal(server.commands.at(-1), "docker --host unix:///run/other.sock system dial-stdio");
  });

  it("does not keep a program from ending", async () => {
    const { host, sshOpts } = config(server.key);
    const script = `
      const { Engine, listNetworks } = await import("${root}/engine/index.ts");
      const engine = Engine.locate({ host: ${JSON.stringify(host)}, sshOptions: ${String(sshOpts)} });
      console.log((await listNetworks(engine)).some(network => network.Name === "bridge"));`;
    const args = ["--input-type=module", "--eval", script];
    assert.equal(await run(process.execPath, args, { timeout: 20_000 }), "true\n");
  });

  it("that lets nobody in, or is not the one it was, is said in ssh's own words", async () => {
    const where = `ssh://shop@127.0.0.1:${server.port}`;
    const says = async (given: Properties, message: string): Promise<void> =>
      failsWith(
        await further({ config: given }),
        `The Docker engine at ${where} cannot be reached over ssh: ${message} Let \`ssh\` to that host run \`docker version\` ` +
          "without a question first (a key without a passphrase or in an agent, the host among the known ones).",
      );
    await says(config(server.wrongKey), "shop@127.0.0.1: Permission denied (publickey).");
    await says(config(server.key, "/dev/null"), "Host key verification failed.");
  });

  it("that is not there is no engine", async () => {
    const provider = await further({ config: { host: "ssh://shop@127.0.0.1:1" } });
    await failsWith(
      provider,
      /^The Docker engine at ssh:\/\/shop@127\.0\.0\.1:1 cannot be reached over ssh: ssh: connect to host 127\.0\.0\.1 port 1: Connection refused\./,
    );
  });
});

/** Makes, waits for, looks at and removes something, which takes calls of every kind, streams among them. */
async function makesThings(provider: ProviderClient): Promise<void> {
  const { subnet, gateway } = uniqueSubnet();
  const network = await provider.make(networkUrn(), { ipamConfigs: [{ subnet, gateway }] });
  const made = await provider.make(containerUrn(), {
    ...idle,
    networksAdvanced: [{ name: network.inputs["name"] ?? "" }],
    uploads: [{ file: "/etc/large", content: "x".repeat(300_000) }],
    healthcheck: { tests: ["CMD", "busybox", "true"], interval: "100ms" },
    wait: true,
  });
  assert.equal((await inspectContainer(engine, made.id))?.State.Health?.Status, "healthy");
  assert.deepEqual((await provider.read(made.urn, made.id, made.inputs, made.state))?.inputs, made.inputs);
  await provider.delete(made.urn, made.id, made.state);
  await provider.delete(network.urn, network.id, network.state);
  assert.equal(await inspectContainer(engine, made.id), undefined);
  assert.equal(await inspectNetwork(engine, network.id), undefined);
}

async function failsWith(provider: ProviderClient, message: RegExp | string): Promise<void> {
  await assert.rejects(provider.make(networkUrn(), {}), (error: RpcFailure) => {
    if (typeof message === "string") assert.equal(error.details, message);
    else assert.match(error.details, message);
    return true;
  });
}
