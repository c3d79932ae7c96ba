import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, link, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ChannelCredentials } from "@grpc/grpc-js";
import analyzerServices from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { rules } from "../../../policies/index.ts";
import { packExecutable, packFolder } from "../../../policies/pack/location.ts";
import { run } from "../../../tools/toolchain/index.ts";
import { findings, rulesAt } from "../../harness/policy/pack.ts";
import { outcomeOf, root } from "../../harness/project.ts";

const runPack = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");

/** Waits for the port a plugin writes. */
async function portOf(child: ChildProcess): Promise<number> {
  assert.ok(child.stdout !== null);
  for await (const chunk of child.stdout) {
    const port = Number(String(chunk).trim());
    if (port > 0) return port;
  }
  throw new Error("The pack ended without saying where it listens.");
}

/** The ways Pulumi starts a pack: an executable, and a folder by its Node language host. */
const forms: Readonly<Record<string, (engine: string) => ChildProcess>> = {
  "an executable": engine => spawn(packExecutable, [engine], { stdio: ["ignore", "pipe", "inherit"] }),
  "a folder": engine =>
    spawn(process.execPath, [runPack, engine, "."], {
      cwd: packFolder,
      stdio: ["ignore", "pipe", "inherit"],
    }),
};

describe("the policy pack", function () {
  this.timeout(60_000);

  for (const [form, start] of Object.entries(forms)) {
    it(`as ${form}, tells of its rules, and ends when Pulumi's engine does, even if nobody tells it`, async () => {
      const engine = createServer();
      const sockets: Socket[] = [];
      engine.on("connection", socket => sockets.push(socket));
      engine.listen(0, "127.0.0.1");
      await once(engine, "listening");
      const address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
      const child = start(address);
      const ended = once(child, "close");
      try {
        const port = await portOf(child);
        const client = new analyzerServices.AnalyzerClient(
          `127.0.0.1:${port}`,
          ChannelCredentials.createInsecure(),
        );
        const info = await new Promise<InstanceType<typeof analyzerMessages.AnalyzerInfo>>(
          (resolve, reject) =>
            client.getAnalyzerInfo(new emptyMessages.Empty(), (error, answer) =>
              error === null ? resolve(answer) : reject(error),
            ),
        );
        assert.deepEqual(
          info.getPoliciesList().map(policy => policy.getName()),
          rules.map(({ id }) => id),
        );
        const handshake = new analyzerMessages.AnalyzerHandshakeRequest();
        handshake.setEngineAddress(address);
        const connected = once(engine, "connection");
        await new Promise((resolve, reject) =>
          client.handshake(handshake, (error, answer) => (error === null ? resolve(answer) : reject(error))),
        );
        await connected;
        engine.close();
        for (const socket of sockets) socket.destroy();
        await ended;
        client.close();
      } finally {
        child.kill("SIGKILL");
        engine.close();
      }
    });
  }

  it("is one and the same in its package.json and in the package's own", async () => {
    const versionIn = async (file: string): Promise<unknown> =>
      (JSON.parse(await readFile(file, "utf8")) as { version: unknown }).version;
    assert.equal(
      await versionIn(join(packFolder, "package.json")),
      await versionIn(join(root, "package.json")),
    );
  });

  it("is loaded as a folder by a CLI that runs packs with Node", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-test-cli-"));
    try {
      const env = await ordinaryCli(folder);
      const state = join(folder, "state.json");
      await writeFile(state, JSON.stringify(deployed));
      const args = ["policy", "analyze", "--policy-pack", packFolder, "--file", state, "--non-interactive"];
      const outcome = await outcomeOf(
        spawn(join(folder, "bin/pulumi"), args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }),
      );
      assert.notEqual(outcome.code, 0, outcome.stdout + outcome.stderr);
      assert.deepEqual(rulesAt("mandatory", findings(outcome)), ["image-tag", "privileged"]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/**
 * A Pulumi CLI that has, in place of a language host that can run plugins, the program that older ones come with: it
 * runs packs with Node. The host this project builds, which can do neither, must not lie beside it.
 */
async function ordinaryCli(folder: string): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const pulumi = (await run("sh", ["-c", "readlink -f $(command -v pulumi)"])).trim();
  // A link from another name would lead Pulumi back to where it lies.
  await link(pulumi, join(bin, "pulumi")).catch(() => copyFile(pulumi, join(bin, "pulumi")));
  const script = join(bin, "pulumi-analyzer-policy-nodejs");
  await writeFile(script, `#!/bin/sh\nexec "${process.execPath}" "${runPack}" "$@"\n`);
  await chmod(script, 0o755);
  const path = [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  return { ...process.env, PATH: path, PULUMI_HOME: join(folder, "home") };
}

const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
const [stack, provider] = [urn("pulumi:pulumi:Stack", "shop-dev"), urn("pulumi:providers:docker", "default")];
const container = { image: "nginx", privileged: true, networkMode: "none", name: "web" };

/** A state with one container in it. */
const deployed = {
  version: 3,
  deployment: {
    manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
    resources: [
      { urn: stack, custom: false, type: "pulumi:pulumi:Stack" },
      { urn: provider, custom: true, id: "one", type: "pulumi:providers:docker", inputs: {}, outputs: {} },
      {
        urn: urn("docker:index/container:Container", "web"),
        custom: true,
        id: "1234",
        type: "docker:index/container:Container",
        inputs: container,
        outputs: container,
        parent: stack,
        provider: `${provider}::one`,
      },
    ],
  },
};
