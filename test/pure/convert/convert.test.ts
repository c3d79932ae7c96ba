import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Converted, type ConvertOptions, convert } from "../../../convert/index.ts";
import { readCompose } from "../../../topology/readers/compose/index.ts";
import { tsc } from "../../harness/compiler.ts";
import { root } from "../../harness/project.ts";
import { projects } from "./projects.ts";

function converted(name: keyof typeof projects, more: Partial<ConvertOptions> = {}): Converted {
  return convertedFrom(name, projects[name] ?? { file: "", beside: [] }, more);
}

/** The projects that another test deploys. */
function deployed(): typeof projects {
  const place = join(root, "test/converted/convert");
  const names = readdirSync(place).filter(name => statSync(join(place, name)).isDirectory());
  return Object.fromEntries(
    names.map(name => {
      const beside = readdirSync(join(place, name)).map(file => `./${file}`);
      return [
        name,
        { file: readFileSync(join(place, name, "compose.yaml"), "utf8"), beside, place: join(place, name) },
      ];
    }),
  );
}

function convertedFrom(
  name: string,
  { file, beside, place }: (typeof projects)[string],
  more: Partial<ConvertOptions>,
): Converted {
  const { topology, services, problems } = readCompose({
    files: ["compose.yaml"],
    environment: {},
    profiles: ["*"],
    readFile: path =>
      path === "compose.yaml"
        ? file
        : place !== undefined && existsSync(join(place, path))
          ? readFileSync(join(place, path))
          : undefined,
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
    ...more,
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
      /health: \{ command: \["sh", "-c", "curl -f http:\/\/localhost:8000\/health"\], timeout: "30s", interval: "10s", retries: 3 \},/,
    );
    assert.match(text, /limits: \{ memory: 512, cpus: 0\.5 \},/);
  });

  it("gives a Database the image's own words: its user, its database, what it is to run once", () => {
    const { beside, file } = projects["shop"] ?? { beside: [], file: "" };
    const plain = file
      .replace(", POSTGRES_USER: shop, POSTGRES_DB: shop", ", PGDATA: /x")
      .replace("data:/var/lib/postgresql/data", "./nginx.conf:/docker-entrypoint-initdb.d/init.sql");
    const { files, remarks } = convertedFrom("shop", { beside, file: plain }, {});
    const expected =
      /new Database\("db", \{[^}]*user: "postgres",\n {2}database: "postgres",\n {2}initScripts: \{\n {4}"init.sql": readFileSync\(/;
    assert.match(files["index.ts"] ?? "", expected);
    assert.ok(remarks.includes("db: PGDATA is not taken over. See whether it does without."), `${remarks}`);
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

  it("leaves out what links bring, and begins their variables with another word where they would clash", () => {
    const text = program("names");
    assert.match(text, /new Workload\("app", \{[\s\S]*?link: \[db, \{ to: cache, prefix: "CACHE_LINK" \}\],/);
    assert.match(text, /environment: \{\n {4}DB_PASS: dbPassword,\n {4}CACHE_HOST: "elsewhere",/);
    assert.match(text, /link: \[archive, \{ to: db, prefix: "DB_LINK" \}\],/);
  });

  it("keeps networks as they are where it is told to, each service with one way out", () => {
    const { files, remarks } = converted("edges", { networks: "asTheyAre" });
    const text = files["index.ts"] ?? "";
    const lines = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([line]) => line);
    assert.deepEqual(lines(/^const \w+ = new Segment.*$/gm), [
      'const backNetwork = new Segment("back", { mutual: true });',
      'const frontNetwork = new Segment("front", { kind: "egress", memberTraffic: true, mutual: true });',
      'const otherNetwork = new Segment("other", { mutual: true });',
    ]);
    assert.deepEqual(
      lines(/segments: .*$/gm).sort(),
      [
        "segments: [backNetwork],",
        'segments: [frontNetwork, { segment: backNetwork, aliases: ["api"] }, otherNetwork],',
        "segments: [frontNetwork],",
        "segments: [otherNetwork],",
      ].sort(),
    );
    assert.equal(lines(/egress: true/g).length, 1, "the one that is on nothing but `other`");
    assert.ok(
      remarks.includes("app already gets out over front, so other carries calls alone."),
      `${remarks}`,
    );
    assert.doesNotMatch(text, /link:|Database/);
    assert.match(text, /new Workload\("db", \{[\s\S]*?ports: \[5432\],/);
  });

  it("takes over the networks and volumes that there are, and says how", () => {
    const { files } = converted("edges", { networks: "asTheyAre", runs: ["edges-app-1", "edges-db-1"] });
    const text = files["index.ts"] ?? "";
    assert.match(
      text,
      /new Segment\("back", \{ hostAddress: true, mutual: true, subnet: "10\.3\.0\.0\/24", pool: \{ cidr: "10\.3\.0\.0\/24", prefix: 24 \} \}, takenOver\("back"\)\)/,
    );
    assert.match(text, /new Segment\("other", \{ mutual: true \}\);/, "it is made anew: it led out");
    assert.match(text, /new Volume\("data", \{ protectData: true \}, takenOver\("data"\)\)/);
    assert.match(
      files["CONVERSION.md"] ?? "",
      /^docker stop edges-app-1 edges-db-1\nbulkhead up\ndocker rm/m,
    );
  });

  it("declares what was seen beside what the file tells", () => {
    const because = "seen in 3 of 4 samples";
    const observed = [
      { from: "nightly", to: "api", port: 9100, because },
      { from: "stranger", to: "api", port: 1, because },
    ];
    const { files } = converted("queue", { observed });
    assert.match(files["CONVERSION.md"] ?? "", /\| nightly \| api \| 9100 \| seen in 3 of 4 samples \|/);
    assert.doesNotMatch(files["CONVERSION.md"] ?? "", /stranger/);
    assert.match(files["index.ts"] ?? "", /new Workload\("api", \{[\s\S]*?ports: \[9000, 9100\]/);
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

  it("takes labels, kernel settings and grace over, and says of all other attributes that it does not", () => {
    const { files, remarks } = converted("odds");
    const text = files["index.ts"] ?? "";
    assert.match(text, /labels: \{\n {4}"traefik\.enable": "true",\n {4}"price": "5\$each",\n/);
    assert.match(text, /\n {4}"rule": `Host\(\\`\$\{domain\}\\`\)`,\n {2}\},/);
    assert.match(text, /sysctls: \{ "net\.core\.somaxconn": "1024" \}/);
    assert.match(text, /graceSeconds: 90,/);
    const left = "ulimits, hostname, configs, deploy.resources.reservations.devices, security_opt, logging";
    assert.ok(text.includes(`// Not taken over: ${left}.`), text);
    assert.ok(
      remarks.includes(`odd: there is nothing for ${left}. See whether it does without.`),
      remarks.join("\n"),
    );
    assert.match(text, /new Workload\("plain", \{\n {2}image: "p:1",\n {2}egress: true,\n\}\);/);
  });

  it("has a job come back when its file says so, and tells of triggers that it has nothing for", () => {
    const { files, remarks } = converted("odds");
    assert.match(files["index.ts"] ?? "", /new Job\("tidy", \{[^}]*\n {2}schedule: "0 3 \* \* \*",/);
    assert.ok(remarks.includes("late: there is nothing for triggers. See whether it does without."));
    assert.equal(remarks.filter(remark => /triggers/.test(remark)).length, 1);
  });

  it("keeps files that are secrets secret, in the state too", () => {
    const { files } = converted("odds");
    assert.match(files["index.ts"] ?? "", /\n {2}secrets: \{\n {4}"key": secret\(readFileSync\(/);
    assert.match(files["index.ts"] ?? "", /import \{.*\bsecret\b.*\} from "@pulumi\/pulumi";/);
  });

  it("knows a server by the folder that it keeps its data in, and asks once for what a variable and a file hold", () => {
    const texts: Readonly<Record<string, string>> = {
      "compose.yaml": [
        "services:",
        "  app: {image: 'app:1', env_file: [.env], depends_on: [store]}",
        "  store: {image: 'acme/vectors:1', environment: {POSTGRES_PASSWORD: $DB_PASSWORD}, volumes: ['data:/var/lib/postgresql/data']}",
        "volumes: {data: {}}",
      ].join("\n"),
      ".env": "DB_PASSWORD=k8Jx02mfQs\n",
    };
    const read = readCompose({ files: ["compose.yaml"], environment: {}, readFile: path => texts[path] });
    assert.ok(read.topology !== undefined);
    const { files, settings } = convert({
      topology: read.topology,
      services: read.services,
      name: "shop",
      source: "compose.yaml",
      folder: "..",
      isFile: () => false,
      version: "0.1.0",
      variable: read.variable,
    });
    assert.deepEqual(
      settings.map(({ name }) => name),
      ["dbPassword"],
    );
    assert.match(files["index.ts"] ?? "", /DB_PASSWORD: dbPassword,/);
    assert.match(files["CONVERSION.md"] ?? "", /\| app \| store \| 5432 \| it depends on it \|/);
    assert.doesNotMatch(files["index.ts"] ?? "", /new Workload\("store", \{[^}]*egress/);
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
      const ways: Readonly<Record<string, Partial<ConvertOptions>>> = {
        paired: {},
        together: { networks: "asTheyAre" },
        takenOver: { networks: "asTheyAre", runs: ["a-container"] },
      };
      const all = { ...projects, ...deployed() };
      for (const [way, options] of Object.entries(ways)) {
        for (const [name, project] of Object.entries(all)) {
          const file = join(folder, `${name}-${way}`, "index.ts");
          mkdirSync(dirname(file));
          writeFileSync(file, convertedFrom(name, project, options).files["index.ts"] ?? "");
        }
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
      assert.equal(await tsc("-p", folder).catch(error => String(error)), "");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
