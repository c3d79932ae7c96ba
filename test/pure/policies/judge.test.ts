import assert from "node:assert/strict";
import { type Finding, judge, PolicyConfigError, policyConfig, rules } from "../../../policies/index.ts";
import { notYet, topology, web, webMay, workload } from "./world.ts";

const privileged = webMay({ privileged: true });
const perhaps = webMay({ privileged: notYet });

function of(rule: string, findings: readonly Finding[]): Finding[] {
  return findings.filter(finding => finding.rule === rule);
}

/** The levels at which one rule's findings are given under a config. */
function levels(rule: string, given: unknown, judged = privileged): string[] {
  return of(rule, judge(judged, { config: policyConfig(given) })).map(({ level }) => level);
}

function problems(given: unknown): readonly string[] {
  try {
    policyConfig(given);
  } catch (error) {
    assert.ok(error instanceof PolicyConfigError);
    return error.problems;
  }
  return [];
}

describe("policies: findings", () => {
  it("have the documented form", () => {
    const source = { file: "compose.yaml", line: 7 };
    const [finding] = of(
      "privileged",
      judge({
        ...privileged,
        workloads: privileged.workloads.map(one => ({ ...one, source, origin: "urn:x" })),
      }),
    );
    assert.ok(finding !== undefined);
    assert.deepEqual(
      { ...finding, fingerprint: "", remedy: "" },
      {
        rule: "privileged",
        level: "mandatory",
        severity: "critical",
        verdict: "violated",
        resource: "workload/web",
        message: "Workload web is privileged.",
        remedy: "",
        file: "compose.yaml",
        line: 7,
        evidence: "privileged",
        fingerprint: "",
        origin: "urn:x",
      },
    );
    assert.match(finding.fingerprint, /^[0-9a-f]{32}$/);
  });

  it("have fingerprints that follow rule, resource and evidence, and nothing else", () => {
    const devices = (...paths: readonly string[]) =>
      of("host-device", judge(webMay({ devices: paths }))).map(({ fingerprint }) => fingerprint);
    const [sda] = devices("/dev/sda");
    assert.deepEqual(devices("/dev/mem", "/dev/sda")[1], sda, "the same beside others");
    assert.notEqual(devices("/dev/mem")[0], sda, "another for other evidence");
    const moved = webMay({ devices: ["/dev/sda"] });
    const source = { file: "x", line: 1 };
    const elsewhere = {
      ...moved,
      name: "other",
      workloads: moved.workloads.map(one => ({ ...one, source })),
    };
    assert.equal(of("host-device", judge(elsewhere))[0]?.fingerprint, sda, "the same wherever it stands");
    const renamed = { ...moved, workloads: moved.workloads.map(one => ({ ...one, id: "api" })) };
    assert.notEqual(of("host-device", judge(renamed))[0]?.fingerprint, sda, "another for another resource");
    const everything = judge(webMay({ devices: ["/dev/sda"], privileged: true, capabilitiesAdded: ["ALL"] }));
    assert.equal(new Set(everything.map(({ fingerprint }) => fingerprint)).size, everything.length);
  });

  it("do not depend on the order of what is judged", () => {
    const [one, two] = [workload("one", { name: "one" }), workload("two", { publishAll: true })];
    const judged = (workloads: readonly ReturnType<typeof workload>[]) =>
      judge(topology({ workloads }))
        .map(({ fingerprint }) => fingerprint)
        .sort();
    assert.deepEqual(judged([one, two]), judged([two, one]));
  });

  it("never hold the value of a credential", () => {
    const leaky = web({
      environment: [
        { name: "DB_PASSWORD", secret: false, value: "canary" },
        { name: "DSN", secret: false, value: "postgres://u:canary@db/x" },
      ],
      labels: { "backup.password": "canary" },
      command: ["app", "--password=canary", "--token", "canary", "postgres://u:canary@db/x"],
    });
    const findings = judge(leaky);
    assert.equal(of("secret-in-environment", findings).length, 2);
    assert.equal(of("secret-in-command", findings).length, 3);
    assert.doesNotMatch(JSON.stringify(findings), /canary/);
  });
});

describe("policies: the config", () => {
  it("sets levels, by rule or for all", () => {
    assert.deepEqual(levels("privileged", {}), ["mandatory"]);
    assert.deepEqual(levels("privileged", { privileged: "advisory" }), ["advisory"]);
    assert.deepEqual(levels("privileged", { privileged: { enforcementLevel: "disabled" } }), []);
    assert.deepEqual(levels("privileged", { all: "advisory" }), ["advisory"]);
    assert.deepEqual(levels("privileged", { all: "disabled", privileged: "mandatory" }), ["mandatory"]);
    assert.deepEqual(levels("privileged", { all: { enforcementLevel: "disabled" } }), []);
    assert.deepEqual(
      levels("no-new-privileges", { "no-new-privileges": "remediate" }, web()),
      ["mandatory"],
      "what was not mended refuses",
    );
  });

  it("says what becomes of what cannot be told, which is never more than the rule's own level", () => {
    const unknown = (settings: object) => levels("privileged", { privileged: settings }, perhaps);
    assert.deepEqual(unknown({}), ["advisory"]);
    assert.deepEqual(unknown({ whenUnknown: "mandatory" }), ["mandatory"]);
    assert.deepEqual(unknown({ whenUnknown: "mandatory", enforcementLevel: "advisory" }), ["advisory"]);
    assert.deepEqual(unknown({ whenUnknown: "ignored" }), []);
    assert.deepEqual(levels("privileged", { privileged: { whenUnknown: "ignored" } }), ["mandatory"]);
  });

  it("is refused with all that is wrong, in plain words", () => {
    assert.deepEqual(
      problems({
        privilege: "advisory",
        all: { enforcementLevel: "advisory", label: "x" },
        privileged: "sometimes",
        "owner-label": { lable: "team", pattern: "(" },
        "restart-attempts": { attempts: -1 },
        "image-registry": { registries: "docker.io" },
        "undeclared-edge": { flows: ["web -> app", "web to app"], whenUnknown: "perhaps" },
        "host-pid": 7,
      }),
      [
        'there is no rule "privilege"',
        'all: only the level can be set for all rules, not "label"',
        'undeclared-edge: flows must hold flows such as "web -> app:8080/tcp", not "web to app"',
        "undeclared-edge: whenUnknown must be one of advisory, mandatory, ignored",
        "privileged: the level must be one of advisory, mandatory, remediate, disabled",
        "host-pid: must be a level or an object",
        "restart-attempts: attempts must be at least 0",
        "image-registry: registries must be a list of texts",
        'owner-label: there is no setting "lable"',
        "owner-label: pattern must be a regular expression",
      ],
    );
    for (const odd of [null, [], "advisory", 3])
      assert.deepEqual(problems(odd), ["it must be an object with rules by their ids"]);
  });

  it("accepts every rule's own defaults", () => {
    const defaults = rules.map(({ id, level, settings }) => [
      id,
      {
        enforcementLevel: level,
        ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default])),
      },
    ]);
    const given: unknown = Object.fromEntries(defaults);
    assert.deepEqual(problems(given), []);
    assert.deepEqual(judge(privileged, { config: policyConfig(given) }), judge(privileged));
  });
});
