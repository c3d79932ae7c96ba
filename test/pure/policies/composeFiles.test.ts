import assert from "node:assert/strict";
import { surroundingsOf } from "../../../cli/check/surroundings.ts";
import { type Finding, judge, type Profile, policyConfig, rules } from "../../../policies/index.ts";
import { readCompose } from "../../../topology/readers/compose/index.ts";

/** What is found in a compose file by the levels for such files. */
function findingsIn(
  yaml: string,
  { env = {}, files = {}, profile = "compose" }: Partial<Surroundings> = {},
): Finding[] {
  const all: Readonly<Record<string, string>> = { "compose.yaml": yaml, ...files };
  const envFiles = Object.keys(files).filter(name => name.endsWith("own.env"));
  const { topology, problems } = readCompose({
    files: ["compose.yaml"],
    readFile: path => all[path],
    environment: surroundingsOf(env),
    ...(envFiles.length === 0 ? {} : { envFiles }),
  });
  assert.deepEqual(problems, []);
  assert.ok(topology !== undefined);
  return judge(topology, { config: policyConfig({}, profile), words: "compose" });
}

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly profile: Profile;
}

const of = (rule: string, findings: readonly Finding[]): Finding[] =>
  findings.filter(finding => finding.rule === rule);
const mandatory = (findings: readonly Finding[]): string[] =>
  findings.filter(({ level }) => level === "mandatory").map(({ rule }) => rule);

describe("policies: compose files", () => {
  it("get the same verdict from everybody", () => {
    const yaml = `services:
  web: {image: "nginx:\${TAG:-1.27}", volumes: ["~/.shop/web:/config", "\${HOME}/.shop/logs:/logs:ro"]}
  db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: "\${PG_PASS:?need it}"}}`;
    const surroundings = [
      {},
      { HOME: "/root" },
      { HOME: "/home/me", PG_PASS: "Xk29fjw0wjdksa", TAG: "latest" },
    ];
    const [first, ...others] = surroundings.map(env => findingsIn(yaml, { env }));
    assert.deepEqual(mandatory(first ?? []), []);
    for (const other of others) assert.deepEqual(other, first);
  });

  it("get the same verdict whether a file of variables is there, and are told a secret at its line there", () => {
    const yaml = `services: {db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: "\${PG_PASS:?need it}"}}}`;
    const files = { "own.env": "# ours\nPG_PASS=Xk29fjw0wjdksa\n" };
    const [without, withIt] = [findingsIn(yaml), findingsIn(yaml, { files })];
    assert.deepEqual(mandatory(without), []);
    assert.deepEqual(mandatory(withIt), []);
    const [finding, ...more] = of("secret-variable", withIt);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [finding?.resource, finding?.file, finding?.line, finding?.level],
      ["variable/PG_PASS", "own.env", 2, "advisory"],
    );
    assert.doesNotMatch(JSON.stringify(withIt), /Xk29fjw0wjdksa/);
  });

  const clean: Readonly<Record<string, readonly [yaml: string, rules: readonly string[]]>> = {
    "a gateway that is chosen": [
      'services: {web: {image: "nginx:1.27", networks: {edge: {gw_priority: 10}, app: {}}}}\nnetworks: {edge: {}, app: {}}',
      ["several-ways-out"],
    ],
    "links on a network of the project": [
      'services: {web: {image: "nginx:1.27", links: ["api:backend"]}, api: {image: "acme/api:1.2"}}',
      ["legacy-link"],
    ],
    "a folder below somebody's home": [
      'services: {web: {image: "nginx:1.27", volumes: ["~/.shop/web:/config", "~/.config/shop:/more"]}}',
      ["writable-host-path", "sensitive-host-path"],
    ],
    "an image that is built here": [
      "services: {app: {build: ., image: shop-local, pull_policy: build}, job: {image: shop-local, pull_policy: never}}",
      ["image-tag", "image-digest"],
    ],
    "ports of two families": [
      'services: {a: {image: "a:1", ports: ["0.0.0.0:80:80", "[::]:80:80"]}}',
      ["duplicate-host-port"],
    ],
    "the names of users, read-only": [
      'services: {a: {image: "a:1", volumes: ["/etc/passwd:/etc/passwd:ro", "/etc/group:/etc/group:ro"]}}',
      ["sensitive-host-path", "writable-host-path"],
    ],
    "owners and flows": [
      'services: {a: {image: "a:1"}, b: {image: "b:1"}}',
      ["owner-label", "flows-undeclared"],
    ],
    "a volume mounted read-only": [
      'services: {a: {image: "a:1", volumes: ["v:/x"]}}\nvolumes: {v: {driver_opts: {type: none, o: "bind,ro", device: /usr/bin}}}',
      ["writable-host-path"],
    ],
  };
  for (const [what, [yaml, ids]] of Object.entries(clean)) {
    it(`say nothing of ${what}`, () => {
      const found = findingsIn(yaml).filter(({ rule }) => ids.includes(rule));
      assert.deepEqual(found, []);
    });
  }

  const wrong: Readonly<Record<string, readonly [yaml: string, rule: string, level: string]>> = {
    "two replicas on one port": [
      'services: {c: {image: "c:1", ports: ["81:80"], scale: 2}}',
      "duplicate-host-port",
      "mandatory",
    ],
    trust: [
      'services: {db: {image: "postgres:16", environment: [POSTGRES_HOST_AUTH_METHOD=trust]}}',
      "datastore-without-password",
      "mandatory",
    ],
    "trust where a variable is not set": [
      `services: {db: {image: "postgres:16", environment: {POSTGRES_HOST_AUTH_METHOD: "\${HOW:-trust}"}}}`,
      "datastore-without-password",
      "mandatory",
    ],
    "a server that is told not to protect itself": [
      'services: {db: {image: "redis:7", command: redis-server --protected-mode no --save ""}}',
      "datastore-without-password",
      "mandatory",
    ],
    "words run together": [
      'services: {a: {image: "a:1", environment: {JWTSECRET: k8f02jd7Qs}}}',
      "secret-in-environment",
      "mandatory",
    ],
    "what starts with a login": [
      'services: {a: {image: "a:1", volumes: ["~/.config/autostart:/x"]}}',
      "writable-host-path",
      "mandatory",
    ],
    "rules for all disks": [
      'services: {a: {image: "a:1", device_cgroup_rules: ["b *:* rwm"]}}',
      "host-device",
      "mandatory",
    ],
    "unmasked paths": [
      'services: {a: {image: "a:1", security_opt: ["systempaths=unconfined"]}}',
      "system-paths-shown",
      "mandatory",
    ],
    "a password behind a user that is a variable": [
      `services: {a: {image: "a:1", environment: {URL: "postgres://\${U}:hunter2@db/x"}}}`,
      "secret-in-environment",
      "mandatory",
    ],
    "a placeholder": [
      'services: {a: {image: "a:1", environment: {DB_PASSWORD: replace-me}}}',
      "placeholder-credential",
      "advisory",
    ],
    "a datastore on an ordinary network": [
      'services: {db: {image: "postgres:16"}}',
      "datastore-network",
      "advisory",
    ],
    "ports on internal networks": [
      'services: {web: {image: "w:1", ports: ["9090:90"], networks: [closed]}}\nnetworks: {closed: {internal: true}}',
      "publish-without-effect",
      "advisory",
    ],
    "ports beside another's interfaces": [
      'services: {vpn: {image: "w:1"}, t: {image: "t:1", network_mode: "service:vpn", ports: ["8112:8112"]}}',
      "publish-without-effect",
      "advisory",
    ],
  };
  for (const [what, [yaml, rule, level]] of Object.entries(wrong)) {
    it(`are told ${what}`, () => {
      assert.deepEqual(
        of(rule, findingsIn(yaml)).map(one => one.level),
        [level],
      );
    });
  }

  it("have every rule refuse by the strict levels, and none more than the stack's own", () => {
    const strict = policyConfig({}, "strict");
    for (const { id, level } of rules)
      assert.equal(strict.get(id)?.level, level === "disabled" ? "disabled" : "mandatory", id);
    const own = policyConfig({}, "compose");
    for (const { id, level } of rules)
      if (level !== "mandatory") assert.notEqual(own.get(id)?.level, "mandatory", id);
  });

  it("are advised in their own words", () => {
    const foreign =
      /Pulumi|Bulkhead|\bsegments?\b|\ba Segment|\bWorkload\b|OneWayLink|SharedSocket|docker\.Network|networksAdvanced|`egress|`link`/;
    for (const { id, remedy, rationale, compose, settings } of rules) {
      if (needsFlows.includes(id)) continue;
      assert.doesNotMatch(compose?.remedy ?? remedy, foreign, id);
      assert.doesNotMatch(compose?.rationale ?? rationale, foreign, id);
      assert.ok(settings !== undefined);
    }
  });
});

/** Rules about what is declared, which no compose file does. */
const needsFlows = [
  "call-back",
  "undeclared-exposure",
  "undeclared-egress",
  "egress-wide",
  "egress-allowed",
  "declared-flow-missing",
];
