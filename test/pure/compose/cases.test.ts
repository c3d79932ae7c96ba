// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { discover } from "../../../topology/readers/compose/index.ts";
import { problems, reading, service, topologyOf } from "./reading.ts";

/** Where a topology's element stands, as `FILE:LINE`. */
function lineOf(read: ReturnType<typeof reading>, ...path: readonly (string | number)[]): string {
  const found = read.locate(path);
  return `${found?.file}:${found?.line}`;
}

const messages = (read: ReturnType<typeof reading>): string[] => read.remarks.map(({ message }) => message);

describe("compose: the files of a folder", () => {
  const found = (files: Record<string, string>, environment: Record<string, string> = {}) =>
    discover("shop", path => files[path], { environment });

  it("are those that COMPOSE_FILE names in its .env, and in the surroundings", () => {
    const files = {
      "shop/.env": "COMPOSE_FILE=base.yml:extra.yml",
      "shop/docker-compose.yml": "",
      "shop/base.yml": "",
    };
    assert.deepEqual(found(files)?.files, ["shop/base.yml", "shop/extra.yml"]);
    assert.deepEqual(found(files, { COMPOSE_FILE: "/own.yml;x.yml", COMPOSE_PATH_SEPARATOR: ";" })?.files, [
      "/own.yml",
      "shop/x.yml",
    ]);
    assert.deepEqual(found(files, { COMPOSE_DISABLE_ENV_FILE: "1" })?.files, ["shop/docker-compose.yml"]);
  });

  it("are read with the folder's .env, also where they lie elsewhere", () => {
    const { topology } = reading(
      {
        "sub/compose.yaml": "services: {web: {image: 'web:${TAG}-${OWN}'}}",
        ".env": "TAG=of-the-folder",
        "sub/.env": "TAG=of-the-file\nOWN=own",
      },
      { folder: "." },
    );
    assert.equal(topology?.workloads[0]?.image, "web:of-the-folder-own");
  });

  it("are chosen in Compose's order of names, with a remark where there are several", () => {
    const several = { "shop/docker-compose.yaml": "", "shop/docker-compose.yml": "" };
    assert.deepEqual(found(several), {
      files: ["shop/docker-compose.yml"],
      remarks: [
        "shop/docker-compose.yaml is passed over for shop/docker-compose.yml, as Compose does. Remove one, or name the file.",
      ],
    });
    assert.deepEqual(found({ "shop/compose.yml": "", "shop/docker-compose.override.yml": "" })?.files, [
      "shop/compose.yml",
      "shop/docker-compose.override.yml",
    ]);
    assert.equal(found({}), undefined);
  });

  it("name profiles in their .env, with spaces or without", () => {
    const { workloads, name } = topologyOf({
      "compose.yaml":
        "services: {a: {image: 'a:1', profiles: [dev]}, b: {image: 'b:1', profiles: [tools]}, c: {image: 'c:1'}}",
      ".env": "COMPOSE_PROFILES=dev, tools\nCOMPOSE_PROJECT_NAME=demo",
    });
    assert.deepEqual([name, ...workloads.map(({ id }) => id)], ["compose.yaml", "a", "b", "c"]);
  });
});

describe("compose: scalars as Compose reads them", () => {
  for (const [written, expected] of [
    ["2024-01-02", "2024-01-02 00:00:00 +0000 UTC"],
    ["2024-1-2T3:4:5.500Z", "2024-01-02 03:04:05.5 +0000 UTC"],
    ["2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.1 -0500 -0500"],
    ["2024-02-30", "2024-02-30"],
    ["1_000", "1000"],
    ["012", "10"],
    ["-012", "-10"],
    ["08", "8"],
    ["0o17", "15"],
    ["0x1F", "31"],
    ["0b11", "3"],
    ["1e3", "1000"],
    ["1e6", "1e+06"],
    ["1e-5", "1e-05"],
    ["0.0001", "0.0001"],
    ["1234567.5", "1.2345675e+06"],
    ["1.50", "1.5"],
    ["5.", "5"],
    ["-0", "-0"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e+19"],
    ["1:30", "1:30"],
    ["yes", "yes"],
    ["_1", "_1"],
    ["!!str 012", "012"],
    ["'012'", "012"],
    ["True", "true"],
  ] as const) {
    it(`${written} is ${expected} in an environment`, () => {
      assert.equal(service(`environment: {A: ${written}}`).environment[0]?.value, expected);
    });
  }

  it("are no texts where they are dates, and none at all where they are no numbers", () => {
    assert.deepEqual(problems("services: {a: {image: 2024-01-02}}"), [
      "compose.yaml:1:23 services.a.image is a date. Give a text, in quotes if it looks like something else.",
    ]);
    assert.match(problems("services: {a: {image: a, cpus: .nan}}")[0] ?? "", /:1:32 \.nan is no number/);
    assert.match(
      problems("services: {a: {image: a, labels: {012: b}}}")[0] ?? "",
      /:1:35 This key is not a text/,
    );
  });
});

describe("compose: what Compose refuses", () => {
  for (const [what, text, expected] of [
    [
      "two merge keys in one mapping",
      "x-a: &a {restart: always}\nservices:\n  one:\n    image: alpine\n    <<: *a\n    <<: *a",
      /^compose\.yaml:6:5 The key "<<" stands here twice\. Write one, with a list/,
    ],
    [
      "an unknown model",
      "services: {a: {image: a, models: [nope]}}",
      /uses nope, which is not among the file's models/,
    ],
    [
      "a secret of nothing",
      "services: {a: {image: a}}\nsecrets: {s: {name: foo}}",
      /:2:11 Secret s has nothing in it/,
    ],
    [
      "a config of two things",
      "services: {a: {image: a}}\nconfigs: {c: {file: f, content: c}}",
      /Config c has file and content/,
    ],
    [
      "an external volume with a driver",
      "services: {a: {image: a}}\nvolumes: {v: {external: true, driver: d}}",
      /Volume v is external, and yet has driver/,
    ],
    [
      "a key below build",
      "services: {a: {build: {contextt: .}}}",
      /services\.a\.build\.contextt .* Did you mean context\?/,
    ],
    ["a key below develop", "services: {a: {image: a, develop: {watchh: []}}}", /develop\.watchh/],
    [
      "a watch without an action",
      "services: {a: {image: a, develop: {watch: [{path: .}]}}}",
      /watch\[0\] has no action/,
    ],
    [
      "a key below blkio_config",
      "services: {a: {image: a, blkio_config: {weigth: 1}}}",
      /blkio_config\.weigth/,
    ],
    [
      "a key below credential_spec",
      "services: {a: {image: a, credential_spec: {files: a}}}",
      /credential_spec\.files/,
    ],
    ["a key below provider", "services: {a: {provider: {type: t, option: {}}}}", /provider\.option/],
    ["a provider without a type", "services: {a: {provider: {options: {}}}}", /provider has no type/],
    ["a version that is a number", "version: 3.8\nservices: {a: {image: a}}", /version is a number/],
    [
      "a time without a unit",
      "services: {a: {image: a, stop_grace_period: '10'}}",
      /stop_grace_period is a text\. Give a time/,
    ],
    [
      "a quote that is not closed",
      'services: {a: {image: a, command: "say \'hi"}}',
      /command has a quote or a bracket/,
    ],
    [
      "one place for two mounts",
      "services: {a: {image: a, tmpfs: /x, volumes: ['/y/../x']}}",
      /mounts two things at \/x/,
    ],
    [
      "one container_name for two services",
      "services: {a: {image: a, container_name: cc}, b: {image: b, container_name: cc}}",
      /Services a and b have the container_name cc/,
    ],
    [
      "one text twice in a set",
      "services: {a: {image: a, security_opt: [x, x]}}",
      /security_opt has this twice/,
    ],
    [
      "what only a later file makes whole",
      "services: {a: {image: }}\n---\nservices: {a: {image: b}}",
      /services\.a\.image is empty/,
    ],
  ] as const) {
    it(`is refused: ${what}`, () => {
      const found = problems(text);
      assert.ok(
        found.some(line => expected.test(line)),
        found.join("\n"),
      );
    });
  }

  it("but not what is known since its current version", () => {
    const { workloads } = topologyOf(
      "services: {app: {image: 'app:1', pre_start: [{command: [migrate]}]}}\njobs: {tidy: {image: 'tidy:1', triggers: {schedule: ['0 3 * * *']}}}",
    );
    assert.deepEqual(
      workloads.map(({ id, kind }) => [id, kind]),
      [
        ["app", "container"],
        ["tidy", "job"],
      ],
    );
  });

  it("and nothing that nobody extends in another file", () => {
    assert.deepEqual(
      problems({
        "compose.yaml": "services: {a: {extends: {file: lib.yaml, service: good}}}",
        "lib.yaml": "services: {good: {image: g}, bad: {imagee: b}}",
      }),
      [],
    );
  });
});

describe("compose: ports that cannot be, or are not known", () => {
  it("are unknown behind a variable that is not set, and never shown raw", () => {
    const read = reading({
      "compose.yaml":
        'services:\n  trap:\n    image: t\n    ports: ["$SMTP_IP:$SMTP_PORT:1025", "${WEB_PORT}:${WEB_PORT}", "${PANEL}", "80:x${PANEL}", "9:8"]',
    });
    assert.deepEqual(read.problems, []);
    const [trap] = read.topology?.workloads ?? [];
    const unknown = { unknown: "it hangs on a variable that is not set" };
    assert.deepEqual(trap?.published, [
      { address: unknown, hostPort: unknown, port: 1025, protocol: "tcp" },
      { address: "0.0.0.0", hostPort: 9, port: 8, protocol: "tcp" },
    ]);
    assert.match(trap?.unknowns?.published ?? "", /hangs on a variable/);
    assert.equal(lineOf(read, "workloads", "trap", "published", 1), "compose.yaml:4");
    const shown = JSON.stringify(
      reading({ "compose.yaml": "services: {a: {image: a, restart: [$X], ports: ['x:$Y:z']}}" }),
    );
    assert.doesNotMatch(shown, /\ue000/);
  });

  it("are left out where no engine takes them", () => {
    const read = reading({
      "compose.yaml":
        "services: {a: {image: a, ports: [{target: 70000}, {target: 80, published: abc}, {target: 81, protocol: icmp}, '82:82']}}",
    });
    assert.deepEqual(
      read.topology?.workloads[0]?.published.map(({ port }) => port),
      [82],
    );
    assert.deepEqual(
      messages(read).map(message => message.split(".")[0]),
      ["70000 is no port", "abc is no port of the host", "icmp is no protocol"],
    );
  });
});

describe("compose: services of no replicas", () => {
  it("are left out, with all they would open", () => {
    const read = reading({
      "compose.yaml":
        "services: {off: {image: 'off:1', scale: 0, privileged: true}, off2: {image: 'off:1', deploy: {replicas: 0}}, on: {image: 'on:1'}}",
    });
    assert.deepEqual(
      read.topology?.workloads.map(({ id }) => id),
      ["on"],
    );
    assert.deepEqual(messages(read), [
      "off, off2 are of no replicas, and left out. Give them some if they are to run.",
    ]);
  });
});

describe("compose: positions", () => {
  it("of an image is its own, also where it is built", () => {
    const built = reading({ "compose.yaml": "services:\n  app:\n    image: shop\n    build: ." });
    assert.equal(lineOf(built, "workloads", "app", "image"), "compose.yaml:3");
    const unnamed = reading({ "compose.yaml": "services:\n  app:\n    restart: always\n    build: ." });
    assert.equal(lineOf(unnamed, "workloads", "app", "image"), "compose.yaml:4");
  });

  it("of variables are in the files they come from", () => {
    const read = reading(
      {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:16\n    env_file: own.env\n    environment:\n      POSTGRES_PASSWORD: ${PG_PASS:?need it}\n      MODE: ${MODE:-dev}\n      BARE:",
        ".env": "# of the project\nPG_PASS=Xk29\nBARE=b",
        "own.env": "A=1\n\nexport B=2\n",
      },
      { environment: { MODE: "prod" } },
    );
    const [db] = read.topology?.workloads ?? [];
    assert.deepEqual(db?.environment, [
      { name: "A", secret: false, value: "1", file: { file: "own.env", line: 1, column: 1 } },
      { name: "B", secret: false, value: "2", file: { file: "own.env", line: 3, column: 1 } },
      { name: "POSTGRES_PASSWORD", secret: false, value: "Xk29", template: "${PG_PASS:?need it}" },
      { name: "MODE", secret: false, value: "prod", template: "${MODE:-dev}" },
      { name: "BARE", secret: false, value: "b", template: "${BARE}" },
    ]);
    assert.deepEqual(read.topology?.variables, {
      PG_PASS: { file: ".env", line: 2, column: 1 },
      BARE: { file: ".env", line: 3, column: 1 },
    });
    assert.deepEqual(
      [0, 1, 2].map(index => lineOf(read, "workloads", "db", "environment", index)),
      ["own.env:1", "own.env:3", "compose.yaml:6"],
    );
  });
});

describe("compose: one thing wrong", () => {
  it("does not hide what can be judged of the rest", () => {
    const read = reading({
      "compose.yaml":
        "services:\n  a: {image: a, privileged: true, volumes: ['nowhere:/x']}\n  b: {image: b, privileged: perhaps}\n  c: {image: c}",
    });
    assert.equal(read.topology, undefined);
    assert.deepEqual(
      read.readable?.workloads.map(({ id, privileges }) => [id, privileges.privileged]),
      [
        ["a", true],
        ["c", false],
      ],
    );
    assert.equal(read.problems.length, 2);
  });

  it("hides all where a file cannot be read at all", () => {
    const torn = reading(
      { "compose.yaml": "services: {a: {image: a}}", "over.yaml": "services: [" },
      { files: ["compose.yaml", "over.yaml"] },
    );
    assert.deepEqual([torn.topology, torn.readable], [undefined, undefined]);
  });
});

describe("compose: networks that are made elsewhere", () => {
  const file =
    "services: {web: {image: w, networks: [edge, data]}}\nnetworks: {edge: {external: true}, data: {external: true}}";

  it("are not known, which is said once", () => {
    const read = reading({ "compose.yaml": file });
    assert.deepEqual(messages(read), [
      "Networks edge, data are made elsewhere, and who else is there is not known. Say what they are, e.g. --external edge=bridge.",
    ]);
    assert.ok(read.topology?.networks.every(({ external, driver }) => external && driver === "undescribed"));
  });

  it("are what somebody says they are", () => {
    const read = reading(
      { "compose.yaml": file },
      {
        external: { edge: { driver: "bridge", internal: false }, data: { driver: "bridge", internal: true } },
      },
    );
    assert.deepEqual(messages(read), []);
    assert.deepEqual(
      read.topology?.networks.map(({ id, driver, internal, external }) => [id, driver, internal, external]),
      [
        ["data", "bridge", true, true],
        ["edge", "bridge", false, true],
      ],
    );
  });
});
