import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Folder } from "../harness/folder.ts";

const shop = `# The shop.
x-common: &common
  restart: unless-stopped

services:
  web: # in front
    <<: *common
    image: nginx:1.27
    ports:
      - "8080:80" # for people
      - 127.0.0.1:9000:9000
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
    networks: [front, data]

  db: {image: "postgres:16", networks: [data], security_opt: [apparmor=x]}
networks:
  front:
  data:
`;

const mended = `# The shop.
x-common: &common
  restart: unless-stopped

services:
  web: # in front
    security_opt: ["no-new-privileges:true"]
    cap_drop: [NET_RAW]
    <<: *common
    image: nginx:1.27
    ports:
      - "127.0.0.1:8080:80" # for people
      - 127.0.0.1:9000:9000
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
    networks: [front, data]

  db: {cap_drop: [NET_RAW], image: "postgres:16", networks: [data], security_opt: ["no-new-privileges:true", apparmor=x]}
networks:
  front:
  data: {internal: true}
`;

/** Keys that a merge brings: one of one's own would take their place. */
const merged = `x-hard: &hard
  security_opt: [apparmor=x]
services:
  web:
    <<: *hard
    image: nginx:1.27
    cap_drop: [ALL]
`;

describe("bulkhead check --fix", function () {
  this.timeout(60_000);
  const folder = new Folder();
  after(() => folder.dispose());

  it("shows a diff and writes nothing; with --write, the file keeps its comments and its order", async () => {
    await folder.write({ "compose.yaml": shop });
    const dry = await folder.bulkhead("check", "compose.yaml", "--fix");
    assert.equal(dry.code, 1, "the socket is there, read-only or not");
    assert.match(dry.stdout, /^--- compose\.yaml\n\+\+\+ compose\.yaml\n@@ -\d+,\d+ \+\d+,\d+ @@\n/);
    assert.match(dry.stdout, /^-\s+- "8080:80" # for people\n\+\s+- "127\.0\.0\.1:8080:80" # for people$/m);
    assert.match(dry.stderr, /7 can be mended\. --write writes it\./);
    assert.equal(await readFile(join(folder.path, "compose.yaml"), "utf8"), shop);
    await folder.bulkhead("check", "compose.yaml", "--fix", "--write");
    assert.equal(await readFile(join(folder.path, "compose.yaml"), "utf8"), mended);
    const again = await folder.bulkhead("check", "compose.yaml", "--fix");
    assert.equal(again.stdout, "");
  });

  it("leaves what it would change beyond the fix, and says so", async () => {
    await folder.write({ "merged.yaml": merged });
    const { stdout, stderr } = await folder.bulkhead("check", "merged.yaml", "--fix");
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /no-new-privileges of service web is left: the file would then mean something else besides/,
    );
  });

  it("takes the project's network apart, each client with its server", async () => {
    await folder.write({
      "split.yaml": `services:
  web: {image: "acme/web:1", depends_on: [api]}
  api:
    image: acme/api:1
    environment: {DATABASE_URL: "postgres://api@db:5432/shop"}
  db: {image: "postgres:16"}
`,
    });
    const args = ["check", "split.yaml", "--fix", "--fix-only", "wildcard-publish", "--split", "--write"];
    await folder.bulkhead(...args);
    assert.equal(
      await readFile(join(folder.path, "split.yaml"), "utf8"),
      `services:
  web: {networks: [web-api, web-out], image: "acme/web:1", depends_on: [api]}
  api:
    networks: [api-db, web-api, api-out]
    image: acme/api:1
    environment: {DATABASE_URL: "postgres://api@db:5432/shop"}
  db: {networks: [api-db], image: "postgres:16"}
networks:
  api-db: {internal: true}
  web-api: {internal: true}
  api-out: {}
  web-out: {}
`,
    );
  });

  it("mends what is named alone, and refuses what nothing mends", async () => {
    await folder.write({ "compose.yaml": shop });
    const { stdout } = await folder.bulkhead(
      "check",
      "compose.yaml",
      "--fix",
      "--fix-only",
      "capabilities-kept",
    );
    assert.match(stdout, /^\+\s+cap_drop: \[ALL\]$/m);
    assert.doesNotMatch(stdout, /127\.0\.0\.1:8080/);
    const odd = await folder.bulkhead("check", "compose.yaml", "--fix", "--fix-only", "privileged");
    assert.equal(odd.code, 2);
    assert.match(odd.stderr, /^Nothing mends privileged\. Name some of wildcard-publish, /);
  });
});
