import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Converted, convert } from "../../../convert/index.ts";
import { run } from "../../../tools/toolchain/index.ts";
import { readCompose } from "../../../topology/readers/compose/index.ts";
import { root } from "../../harness/project.ts";
import { projects } from "./projects.ts";

function converted(name: keyof typeof projects): Converted {
  const { file, beside } = projects[name] ?? { file: "", beside: [] };
  const { topology, services, problems } = readCompose({
    files: ["compose.yaml"],
    environment: {},
    profiles: ["*"],
    readFile: path => (path === "compose.yaml" ? file : undefined),
  });
  assert.ok(topology !== undefined, problems.map(({ message }) => message).join("\n"));
  return convert({
    topology,
    services,
    name,
    source: "compose.yaml",
    folder: "..",
    isFile: path => beside.includes(path),
    version: "0.1.0",
  });
}

const program = (name: string): string => converted(name).files["index.ts"] ?? "";

describe("convert", () => {
  it("writes who calls whom as links, each service after those it calls", () => {
    const text = program("shop");
    assert.match(text, /new Workload\("api", \{[\s\S]*?link: \[cache, db\],/);
    assert.match(text, /new Workload\("web", \{[\s\S]*?link: \[api\],/);
    const order = [...text.matchAll(/new (?:Database|Job|Workload)\("([a-z]+)"/g)].map(([, name]) => name);
    assert.ok(
      order.indexOf("db") < order.indexOf("api") && order.indexOf("api") < order.indexOf("web"),
      `${order}`,
    );
  });

  it("knows databases, one-shot services, volumes, files and folders", () => {
    const text = program("shop");
    assert.match(
      text,
      /const db = new Database\("db", \{\n {2}image: "postgres:16",\n {2}password: dbPassword,/,
    );
    assert.match(text, /const migrate = new Job\("migrate"/);
    assert.match(text, /after: \[migrate\],/);
    assert.match(text, /const cacheVolume = new Volume\("cache"\);/);
    assert.match(text, /content: readFileSync\(join\(folder, "\.\/nginx\.conf"\), "utf8"\)/);
    assert.match(text, /transform: withBinds\(\[\n {4}\{ source: join\(folder, "\.\/html"\)/);
    assert.match(
      text,
      /health: \{ command: \["sh", "-c", "curl -f http:\/\/localhost:8000\/health"\], interval: "10s", retries: 3 \},/,
    );
    assert.match(text, /limits: \{ memory: 512, cpus: 0\.5 \},/);
  });

  it("asks for passwords as secrets, and writes none", () => {
    const [shop, blog, queue] = ["shop", "blog", "queue"].map(name =>
      Object.values(converted(name).files).join("\n"),
    );
    assert.match(shop ?? "", /const dbPassword = config\.requireSecret\("dbPassword"\);/);
    assert.match(shop ?? "", /interpolate`postgres:\/\/shop:\$\{dbPassword\}@db:5432\/shop`/);
    assert.match(shop ?? "", /const tag = config\.get\("tag"\) \?\? "1\.4";/);
    assert.doesNotMatch(shop ?? "", /literal-secret/);
    assert.doesNotMatch(`${blog}${queue}`, /"same"|guest1/);
    assert.equal(
      (blog?.match(/requireSecret\(/g) ?? []).length,
      2,
      "one password that stands there twice is one",
    );
  });

  it("makes a profile a switch", () => {
    assert.match(
      program("shop"),
      /if \(profiles\.includes\("tools"\)\) \{\n {2}new Workload\("adminer", \{\n {4}image/,
    );
  });

  it("says what has no counterpart, where it was and in the report", () => {
    const { files, remarks } = converted("monitoring");
    assert.match(files["index.ts"] ?? "", /\/\/ Not taken over: pid host\./);
    const report = files["CONVERSION.md"] ?? "";
    for (const remark of remarks) assert.ok(report.includes(remark));
    assert.ok(remarks.some(remark => /^exporter: network_mode host is not taken over/.test(remark)));
    assert.match(report, /\| grafana \| prometheus \| 9090 \| GF_DATASOURCE_URL names it \|/);
    assert.ok(
      converted("queue").remarks.some(remark => /^api: its image is built from \.\/api/.test(remark)),
    );
  });

  it("leaves out one way of a circle, and says so", () => {
    const { remarks, files } = converted("queue");
    assert.ok(
      remarks.some(remark => /in the end: the flow .* is left out/.test(remark)),
      remarks.join("\n"),
    );
    assert.match(files["index.ts"] ?? "", /new Workload\("worker-1", \{\n {2}image/);
  });

  it("writes programs that type-check", async function () {
    this.timeout(240_000);
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-convert-"));
    try {
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      for (const name of Object.keys(projects)) {
        const file = join(folder, name, "index.ts");
        mkdirSync(dirname(file));
        writeFileSync(file, program(name));
      }
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: join(root, "tsconfig.json"),
          compilerOptions: {
            types: ["node"],
            typeRoots: [join(root, "node_modules/@types")],
            paths: { "pulumi-bulkhead/components": [join(root, "components/index.ts")] },
          },
          include: ["*/index.ts"],
        }),
      );
      const tsc = join(root, "node_modules/.bin/tsc");
      assert.equal(await run(tsc, ["-p", folder]).catch(error => String(error)), "");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
