import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { Database, SharedSocket, Workload, type WorkloadArgs } from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { at, record } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "acme/api:1";

/** A server on a socket and its client. */
function pair(client: Partial<WorkloadArgs> = {}) {
  return record(() => {
    const socket = new SharedSocket("signing", { labels: { team: "a" } });
    const sockets = [{ socket, variable: "LISTEN_SOCKET" }];
    const signer = new Workload("signer", { image, ports: [8080], sockets });
    new Workload("issuer", { image, link: [{ to: signer, over: socket }], ...client });
    return socket;
  });
}

/** What a program is told that is refused. */
async function refusal(program: () => unknown): Promise<string> {
  let text = "was made";
  await record(() => {
    try {
      program();
    } catch (error) {
      text = String(error);
    }
  });
  return text.split("\n").slice(1).join("\n");
}

describe("registration: SharedSocket", () => {
  it("is a volume in memory that every user may write to, as far as it is mounted so", async () => {
    const recording = await pair();
    const { inputs, parent } = recording.one("Volume", "signing");
    assert.equal(parent, "signing");
    assert.deepEqual(inputs["driverOpts"], {
      type: "tmpfs",
      device: "tmpfs",
      o: "mode=1777,size=1m,nosuid,nodev,noexec",
    });
    assert.deepEqual(inputs["labels"], [
      { label: "bulkhead.env", value: "dev" },
      { label: "bulkhead.socket", value: "signing" },
      { label: "team", value: "a" },
    ]);
    assert.equal(recording.result.folder(), "/run/sockets/signing");
  });

  it("is the server's to write to, and read-only for its clients, at the same place", async () => {
    const recording = await pair();
    const mounts = (name: string) => recording.one("Container", name).inputs["volumes"];
    const mount = { volumeName: "signing-5e1f2a3", containerPath: "/run/sockets/signing" };
    assert.deepEqual(mounts("signer1"), [{ ...mount, readOnly: false }]);
    assert.deepEqual(mounts("issuer1"), [{ ...mount, readOnly: true }]);
  });

  it("is told to both by variable, and takes no network", async () => {
    const recording = await pair();
    const file = "/run/sockets/signing/signer.sock";
    assert.deepEqual(recording.one("Container", "signer1").inputs["envs"], [`LISTEN_SOCKET=${file}`]);
    assert.deepEqual(recording.one("Container", "issuer1").inputs["envs"], [`SIGNER_SOCKET=${file}`]);
    assert.deepEqual(recording.names("Network"), []);
    assert.equal(at(recording.one("Container", "issuer1").inputs, "networkMode"), "none");
  });

  it("carries a declared flow, which goes through; and nothing else does", async () => {
    const { topology } = await pair();
    assert.deepEqual(
      topology.flows.map(flow => `${flowKey(flow)} via ${flow.via}`),
      [
        "issuer signer 8080/tcp via socket",
        "issuer signer any/files via files",
        "signer issuer any/files via files",
      ],
    );
    assert.deepEqual(held(topology), asDeclared);
    const edge = reach(topology).edges.find(({ protocol }) => protocol === "tcp");
    assert.equal(edge?.via[0]?.detail, "signer may open a socket on volume signing, which both have");
  });

  it("is found missing where the server may not write to it", async () => {
    const { topology } = await pair();
    const workloads = topology.workloads.map(workload => ({
      ...workload,
      mounts: workload.mounts.map(mount => ({ ...mount, readOnly: true })),
    }));
    assert.deepEqual(judge(reach({ ...topology, workloads })).missing.map(flowKey), [
      "issuer signer 8080/tcp",
      "issuer signer any/files",
      "signer issuer any/files",
    ]);
  });

  it("to a database: its variables, where it listens, and a password on the socket too", async () => {
    const recording = await record(() => {
      const socket = new SharedSocket("vault-socket");
      const password = secret("canary");
      const vault = new Database("vault", { image: "postgres:16", password, socket, url: true });
      new Workload("keeper", { image, link: [{ to: vault, over: socket }] });
    });
    assert.deepEqual(recording.one("Container", "keeper1").inputs["envs"], [
      "DB_HOST=/run/sockets/vault-socket",
      "DB_NAME=app",
      "DB_PASS_FILE=/run/secrets/db-pass",
      "DB_PORT=5432",
      "DB_SOCKET=/run/sockets/vault-socket/.s.PGSQL.5432",
      "DB_URL_FILE=/run/secrets/db-url",
      "DB_USER=app",
    ]);
    const { inputs } = recording.one("Container", "vault1");
    assert.deepEqual(inputs["command"], [
      "postgres",
      "-c",
      "unix_socket_directories=/run/postgresql,/run/sockets/vault-socket",
    ]);
    assert.ok((inputs["envs"] as string[]).includes("POSTGRES_INITDB_ARGS=--auth-local=scram-sha-256"));
    assert.deepEqual(held(recording.topology), asDeclared);
  });

  it("to MariaDB: the host that means a socket to its clients, and the socket", async () => {
    const recording = await record(() => {
      const socket = new SharedSocket("goods-socket");
      const goods = new Database("goods", {
        engine: "mariadb",
        image: "mariadb:11",
        password: "canary",
        socket,
      });
      new Workload("keeper", { image, link: [{ to: goods, over: socket }] });
    });
    assert.deepEqual(recording.one("Container", "keeper1").inputs["envs"], [
      "DB_HOST=localhost",
      "DB_NAME=app",
      "DB_PASS_FILE=/run/secrets/db-pass",
      "DB_PORT=3306",
      "DB_SOCKET=/run/sockets/goods-socket/mysqld.sock",
      "DB_USER=app",
    ]);
    assert.deepEqual(recording.one("Container", "goods1").inputs["command"], [
      "mariadbd",
      "--socket=/run/sockets/goods-socket/mysqld.sock",
    ]);
  });

  it("is refused where the target opens none, or the client does, or the path would be too long", async () => {
    assert.equal(
      await refusal(() => {
        const socket = new SharedSocket("signing");
        const signer = new Workload("signer", { image, ports: [8080] });
        new Workload("issuer", { image, link: [{ to: signer, over: socket }] });
      }),
      "  - link[0].over: signer opens no socket in signing; give it that under sockets",
    );
    assert.equal(
      await refusal(() => {
        const socket = new SharedSocket("signing");
        const signer = new Workload("signer", { image, sockets: [socket] });
        const sockets = [socket, { socket, file: `${"x".repeat(40)}.sock`, variable: "A" }];
        new Workload("issuer", { image, sockets, link: [{ to: signer, over: socket }] });
      }),
      [
        "  - sockets[1].file: give at most 40 characters: the kernel takes no long paths for sockets",
        "  - link[0].over: this workload opens a socket in signing itself; take another for one of the two",
        "  - sockets[1]: this socket stands there twice; leave one out",
      ].join("\n"),
    );
    assert.equal(
      await refusal(() => {
        const socket = new SharedSocket("signing");
        const signer = new Workload("signer", { image, sockets: [socket] });
        const sockets = [socket, { socket, variable: "A" }];
        new Workload("issuer", {
          image,
          sockets,
          environment: { A: "" },
          link: [{ to: signer, over: socket }],
        });
      }),
      [
        "  - link[0].over: this workload opens a socket in signing itself; take another for one of the two",
        "  - sockets[1]: this socket stands there twice; leave one out",
        "  - environment.A: it comes from sockets[1] already; leave it out here",
      ].join("\n"),
    );
    assert.equal(
      await refusal(() => new SharedSocket("Signing", { size: 1 } as object)),
      [
        "  - name: give a DNS name: lower-case letters, digits and dashes, at most 63",
        "  - there is no size; there are labels, transform",
      ].join("\n"),
    );
  });
});
