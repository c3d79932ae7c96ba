import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { get } from "node:https";
import { readLogs } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { TestAuthority } from "../harness/certificates.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { freePort } from "../harness/freePort.ts";

describe("another version, a scheduled backup and TLS, as the documents have them, deployed by pulumi up", function () {
  this.timeout(120_000);
  let authority: TestAuthority;
  let stack: Deployed;
  let tlsPort: number;

  before(async function () {
    this.timeout(240_000);
    authority = await TestAuthority.create();
    tlsPort = await freePort();
    const plainPort = await freePort();
    const { certificate, key } = await authority.issue("web", "server");
    const at = (port: number): string => `hostPort: ${port}, address: "127.0.0.1"`;
    stack = await Deployed.of(
      {
        version: await example("database", "another version"),
        // The other example has a database of that name, too; and nobody waits until half past three.
        scheduled: await example("database", "scheduled job", {
          '"orders"': '"ledger"',
          '"30 3 * * *"': '"@every 2s"',
          // The demo's image has few programs.
          "mv /backups/new.sql /backups/orders.sql": "cat /backups/new.sql > /backups/orders.sql",
        }),
        tls: await example("proxied-app", "tls", {
          'hostPort: 80, address: "0.0.0.0"': at(plainPort),
          'hostPort: 443, address: "0.0.0.0"': at(tlsPort),
        }),
      },
      {
        secrets: {
          ordersPassword: "of this test",
          // What begins with a dash is an option to pulumi.
          tlsCertificate: `\n${await readFile(certificate, "utf8")}`,
          tlsKey: `\n${await readFile(key, "utf8")}`,
        },
      },
    );
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
    await authority?.dispose();
  });

  it("another version: the job has read the one server and written to the other", async () => {
    const { State, Id } = await stack.container("move-orders");
    assert.deepEqual([State.Status, State.ExitCode], ["exited", 0], await readLogs(engine, Id));
    assert.equal((await stack.container("till17")).State.Running, true);
  });

  it("scheduled job: the backup lies on its volume, and is one", async () => {
    const dump = await until(async () => {
      const { code, output } = await stack.inside("backup", "cat", "/backups/orders.sql");
      return code === 0 ? output : undefined;
    }, 60_000);
    const log = await readLogs(engine, (await stack.container("backup")).Id);
    assert.match(dump ?? "", /PostgreSQL database dump complete/, log);
  });

  it("tls: whoever trusts its authority is answered, by the service behind", async () => {
    const ca = await readFile(authority.certificate, "utf8");
    const request = get(`https://localhost:${tlsPort}/health`, { ca, agent: false });
    const [response] = await once(request, "response");
    response.resume();
    assert.equal(response.statusCode, 200);
  });
});
