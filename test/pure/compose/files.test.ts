// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { problems, reading, topologyOf } from "./reading.ts";

describe("compose: several files", () => {
  const base = `
services:
  web:
    image: web
    ports: ["8080:80"]
    environment: [A=1, B=2]
    volumes: ["one:/data", "./x:/x"]
    cap_add: [NET_ADMIN]
    command: [a, b]
    privileged: true
volumes: {one: , two: }
`;
  const merged = (over: string) =>
    topologyOf({ "compose.yaml": base, "over.yaml": over }, { files: ["compose.yaml", "over.yaml"] })
      .workloads[0];

  it("are merged: lists grow, what has one key is replaced, commands are replaced", () => {
    const web = merged(`
services:
  web:
    ports: ["8081:81", "8080:80"]
    environment: {B: 3, C: 4}
    volumes: ["two:/data:ro"]
    cap_add: [SYS_PTRACE]
    command: c
`);
    assert.deepEqual(
      web?.published.map(({ hostPort }) => hostPort),
      [8080, 8081],
    );
    assert.deepEqual(
      web?.environment.map(({ name, value }) => `${name}=${value}`),
      ["A=1", "B=3", "C=4"],
    );
    assert.deepEqual(
      web?.mounts.map(({ from, at, readOnly }) => [from, at, readOnly]),
      [
        ["two", "/data", true],
        ["./x", "/x", false],
      ],
    );
    assert.deepEqual(web?.privileges.capabilitiesAdded, ["NET_ADMIN", "SYS_PTRACE"]);
    assert.deepEqual(web?.command, ["c"]);
    assert.equal(web?.privileges.privileged, true);
  });

  it("take away with !reset and replace with !override", () => {
    const web = merged(`
services:
  web:
    ports: !override ["9090:90"]
    environment: {A: !reset null}
    privileged: !reset null
    volumes: !reset []
`);
    assert.deepEqual(
      web?.published.map(({ hostPort }) => hostPort),
      [9090],
    );
    assert.deepEqual(
      web?.environment.map(({ name }) => name),
      ["B"],
    );
    assert.equal(web?.privileges.privileged, false);
    assert.deepEqual(web?.mounts, []);
  });

  it("say where the value that holds stands", () => {
    const { topology, locate } = reading(
      { "compose.yaml": base, "over.yaml": "services:\n  web:\n    ports:\n      - 8081:81\n" },
      { files: ["compose.yaml", "over.yaml"] },
    );
    assert.equal(topology?.workloads[0]?.source?.file, "compose.yaml");
    assert.deepEqual(locate(["workloads", "web", "published", 0]), {
      file: "compose.yaml",
      line: 5,
      column: 13,
    });
    assert.deepEqual(locate(["workloads", "web", "published", 1]), { file: "over.yaml", line: 4, column: 9 });
    assert.deepEqual(locate(["workloads", "web", "care", "memory"]), {
      file: "compose.yaml",
      line: 3,
      column: 3,
    });
    assert.equal(locate(["workloads", "nobody"]), undefined);
  });
});

describe("compose: extends", () => {
  it("takes over from a file with its own folder, and from what that extends", () => {
    const { workloads } = topologyOf({
      "shop/compose.yaml":
        "services: {web: {image: web, extends: {file: ../lib/base.yaml, service: http}, environment: {A: own}}}",
      "lib/base.yaml": "services: {http: {extends: deep/more.yaml-less, image: base}}".replace(
        "deep/more.yaml-less",
        "{file: deep/more.yaml, service: most}",
      ),
      "lib/deep/more.yaml":
        "services: {most: {image: most, volumes: ['./conf:/conf'], env_file: most.env, environment: {A: a, B: b}, read_only: true}}",
      "lib/deep/most.env": "FROM_FILE=1",
    });
    const [web] = workloads;
    assert.equal(web?.image, "web");
    assert.deepEqual(
      web?.mounts.map(({ from }) => from),
      ["../lib/deep/conf"],
    );
    assert.deepEqual(
      web?.environment.map(({ name, value }) => `${name}=${value}`),
      ["FROM_FILE=1", "A=own", "B=b"],
    );
    assert.equal(web?.privileges.readOnlyRoot, true);
  });

  it("says what cannot be extended, and where", () => {
    assert.deepEqual(
      problems({
        "compose.yaml": [
          "services:",
          "  a: {image: a, extends: b}",
          "  b: {image: b, extends: {service: a}}",
          "  c: {image: c, extends: nobody}",
          "  d: {image: d, extends: {file: none.yaml, service: x}}",
          "  e: {image: e, extends: {file: other.yaml, service: x}}",
        ].join("\n"),
        "other.yaml": "services: {y: {image: y}}",
      }),
      [
        "compose.yaml:3:26 b extends a, which in the end extends it. Take one of the two out.",
        "compose.yaml:2:26 a extends b, which in the end extends it. Take one of the two out.",
        "compose.yaml:4:26 There is no service nobody in compose.yaml to extend. Correct the name.",
        "compose.yaml:5:26 The file none.yaml is not there. Correct the path.",
        "compose.yaml:6:26 There is no service x in other.yaml to extend. Correct the name.",
      ],
    );
  });
});

describe("compose: include", () => {
  it("loads a project with its own folder and variables", () => {
    const { workloads, networks } = topologyOf({
      "compose.yaml":
        "include: [sub/compose.yaml, {path: [other/a.yaml, other/b.yaml], project_directory: ., env_file: e.env}]\nservices: {web: {image: web}}",
      "sub/compose.yaml":
        "services: {s: {image: 's:${TAG}', volumes: ['./x:/x'], networks: [n]}}\nnetworks: {n: }",
      "sub/.env": "TAG=sub",
      "other/a.yaml": "services: {o: {image: 'o:${TAG}', volumes: ['./x:/x']}}",
      "other/b.yaml": "services: {o: {privileged: true}}",
      "e.env": "TAG=e",
    });
    assert.deepEqual(
      workloads.map(({ id, image, mounts }) => [id, image, mounts[0]?.from]),
      [
        ["o", "o:e", "./x"],
        ["s", "s:sub", "./sub/x"],
        ["web", "web", undefined],
      ],
    );
    assert.equal(workloads[0]?.privileges.privileged, true);
    assert.deepEqual(
      networks.map(({ id }) => id),
      ["default", "n"],
    );
  });

  it("lets the project's variables go before those of the inclusion", () => {
    const files = {
      "compose.yaml": "include: [sub/c.yaml]",
      "sub/c.yaml": "services: {s: {image: 's:${TAG}'}}",
      "sub/.env": "TAG=sub",
      ".env": "TAG=own",
    };
    assert.equal(topologyOf(files).workloads[0]?.image, "s:own");
  });

  it("may be added to by the file that includes", () => {
    const { workloads } = topologyOf({
      "compose.yaml":
        "include: [store.yaml]\nservices: {store: {ports: ['127.0.0.1:5500:5432']}, ui: {image: nginx}}",
      "store.yaml": "services: {store: {image: 'postgres:16'}}",
    });
    assert.deepEqual(
      workloads.map(({ id, image, published }) => [id, image, published.map(({ hostPort }) => hostPort)]),
      [
        ["store", "postgres:16", [5500]],
        ["ui", "nginx", []],
      ],
    );
  });

  it("comes before what is extended", () => {
    const { workloads } = topologyOf({
      "compose.yaml": "include: [parts.yaml]\nservices: {job: {extends: {service: base}, command: run}}",
      "parts.yaml": "services: {base: {image: 'base:1', networks: [lan]}}\nnetworks: {lan: {}}",
    });
    assert.deepEqual(
      workloads.map(({ id, image, attachments }) => [id, image, attachments[0]?.network]),
      [
        ["base", "base:1", "lan"],
        ["job", "base:1", "lan"],
      ],
    );
  });

  it("says what cannot be included, and where", () => {
    assert.deepEqual(
      problems({
        "compose.yaml":
          "include:\n  - none.yaml\n  - circle.yaml\n  - https://example.com/x.git\nservices: {web: {image: web}}",
        "circle.yaml": "include: [back.yaml]",
        "back.yaml": "include: [circle.yaml]",
      }),
      [
        "compose.yaml:2:5 The file none.yaml is not there, or cannot be read. Correct the path.",
        "back.yaml:1:11 circle.yaml includes itself in the end. Take one inclusion out.",
        "compose.yaml:4:5 https://example.com/x.git is not on this machine. Include a copy of it.",
      ],
    );
  });
});

describe("compose: profiles", () => {
  const file =
    "services: {web: {image: web}, debug: {image: d, profiles: [debug]}, all: {image: a, profiles: [x, debug]}}";
  const ids = (profiles?: string[], environment: Record<string, string> = {}): string[] =>
    topologyOf(file, { environment, ...(profiles === undefined ? {} : { profiles }) }).workloads.map(
      ({ id }) => id,
    );

  it("leave out what is in none that is active, and say so", () => {
    assert.deepEqual(ids(), ["web"]);
    assert.deepEqual(ids(["x"]), ["all", "web"]);
    assert.deepEqual(ids(["*"]), ["all", "debug", "web"]);
    assert.deepEqual(ids(undefined, { COMPOSE_PROFILES: "debug,none" }), ["all", "debug", "web"]);
    const { remarks } = reading({ "compose.yaml": file });
    assert.match(remarks[0]?.message ?? "", /^Services debug, all are in no active profile/);
  });

  it("must be active where somebody needs one", () => {
    const needs = "services:\n  web: {image: web, depends_on: [db]}\n  db: {image: db, profiles: [data]}";
    assert.deepEqual(problems(needs), [
      "compose.yaml:2:34 Service web needs service db, which is in none of the active profiles. Activate one of its profiles.",
    ]);
    assert.deepEqual(
      problems(needs.replace("[db]", "{db: {condition: service_started, required: false}}")),
      [],
    );
  });
});
