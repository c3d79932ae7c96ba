import assert from "node:assert/strict";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Examination } from "../../observe/index.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import { container, listensAt, network } from "../harness/byHand.ts";
import { TestAuthority } from "../harness/certificates.ts";
import { engine } from "../harness/engine.ts";
import type { Outcome } from "../harness/project.ts";
import { root } from "../harness/project.ts";
import { SshServer } from "../harness/sshServer.ts";
import { TlsEngine } from "../harness/tlsEngine.ts";

/** The engine under test, which both ways lead to. */
const socketPath = engine.address.kind === "unix" ? engine.address.path : "/var/run/docker.sock";

describe("bulkhead on an engine elsewhere", function () {
  this.timeout(120_000);
  let folder: string;
  let from: string;
  let to: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-remote-"));
    const on = await network("remote");
    from = await container("client", { on });
    to = await container("server", { on, Cmd: listensAt("") });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Helpers in both namespaces, what they find, and the topology: all of it by way of that engine. */
  async function looks(env: NodeJS.ProcessEnv): Promise<void> {
    const ask = async (...args: readonly string[]): Promise<Outcome> => {
      const outcome = await bulkhead(args, { cwd: root, env: { ...process.env, ...env } });
      assert.notEqual(outcome.stdout, "", outcome.stderr);
      return outcome;
    };
    const fine = await ask("doctor", from, `${to}:8000`, "--format", "json");
    assert.equal(fine.code, 0, fine.stdout);
    const wrong = await ask("doctor", from, `${to}:8001`, "--format", "json");
    const { conclusion } = JSON.parse(wrong.stdout) as Examination;
    assert.equal(conclusion?.fault, "wrong port");
    const found = await ask("reach", "--engine", "--format", "json", "--pairs");
    const { edges } = JSON.parse(found.stdout) as { edges: { from: string; to: string }[] };
    assert.ok(edges.some(edge => edge.from === from && edge.to === to));
  }

  it("over TCP with TLS", async () => {
    const authority = await TestAuthority.create();
    let tls: TlsEngine | undefined;
    try {
      tls = await TlsEngine.start(
        socketPath,
        authority.certificate,
        await authority.issue("server", "server"),
      );
      const { certificate, key } = await authority.issue("client", "client");
      const certificates = join(folder, "certificates");
      await mkdir(certificates);
      await copyFile(authority.certificate, join(certificates, "ca.pem"));
      await copyFile(certificate, join(certificates, "cert.pem"));
      await copyFile(key, join(certificates, "key.pem"));
      await looks({
        DOCKER_HOST: `tcp://127.0.0.1:${tls.port}`,
        DOCKER_TLS_VERIFY: "1",
        DOCKER_CERT_PATH: certificates,
      });
    } finally {
      tls?.dispose();
      await authority.dispose();
    }
  });

  it("over ssh", async () => {
    const there = await SshServer.start(socketPath);
    try {
      // What somebody's own ~/.ssh/config would say.
      const options = [
        ...["-i", there.key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-F", "none"],
        ...["-o", `UserKnownHostsFile=${there.knownHosts}`],
      ];
      const programs = join(folder, "programs");
      await mkdir(programs);
      const own = `#!/bin/sh\nPATH="\${PATH#*:}"; exec ssh ${options.join(" ")} "$@"\n`;
      await writeFile(join(programs, "ssh"), own);
      await chmod(join(programs, "ssh"), 0o755);
      await looks({
        DOCKER_HOST: `ssh://shop@127.0.0.1:${there.port}`,
        PATH: [programs, process.env["PATH"]].join(delimiter),
      });
      assert.ok(there.commands.length > 0, "it was not asked");
    } finally {
      await there.dispose();
    }
  });
});
