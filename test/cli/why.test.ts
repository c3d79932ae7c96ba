import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulkhead } from "../harness/bulkhead.ts";
import type { Outcome } from "../harness/project.ts";

const compose = `
services:
  web: {image: "nginx:1.27", expose: [80], ports: ["0.0.0.0:8080:80"], networks: [front]}
  db: {image: "postgres:16", expose: [5432], networks: [data]}
networks: {front: {}, data: {internal: true}}
`;

describe("bulkhead why", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-why-"));
    await writeFile(join(folder, "compose.yaml"), compose);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const why = (...args: readonly string[]): Promise<Outcome> =>
    bulkhead(["why", ...args, "--compose", "compose.yaml"], { cwd: folder });

  it("says what lets one through, and what to do about it", async () => {
    const { code, stdout } = await why("outside", "web:80");
    assert.equal(code, 0);
    assert.match(stdout, /^outside reaches web on tcp 80\n {2}because port 80 of web is published/);
    assert.match(stdout, /to change that: publish it at 127\.0\.0\.1/);
  });

  it("says what keeps one off, and hangs on the engine where that decides", async () => {
    const asked = ["db", "web"];
    assert.match((await why(...asked)).stdout, /^db perhaps reaches web on tcp 80\n[\s\S]*which engine/);
    const tables = await why(...asked, "--engine-version", "29", "--firewall", "iptables");
    assert.match(tables.stdout, /^db does not reach web on tcp 80\n {2}because they share no network/);
    const nft = await why(...asked, "--engine-version", "29", "--firewall", "nftables");
    assert.match(nft.stdout, /^db reaches web on tcp 80\n {2}because port 80 of web is published/);
  });

  it("could not tell of whom there is not: 2", async () => {
    const { code, stderr } = await why("web", "cache");
    assert.equal(code, 2);
    assert.match(stderr, /^There is no cache\. These are there: db, web, host, outside\.$/m);
  });
});
