import assert from "node:assert/strict";
import { ExceptionsError, judge, policyConfig, readExceptions } from "../../../policies/index.ts";
import { topology, workload } from "./world.ts";

const plain = workload("x").privileges;
const bad = (id: string) =>
  workload(id, { privileges: { ...plain, privileged: true, devices: ["/dev/sda", "/dev/mem"] } });
const stack = topology({ workloads: [bad("web"), bad("web2"), bad("api")] });
const rulesWanted = ["privileged", "host-device", "exception-expired", "exception-unused"];
const config = policyConfig({
  all: "disabled",
  ...Object.fromEntries(rulesWanted.map(rule => [rule, "mandatory"])),
});

const entry = (fields: Readonly<Record<string, string>>): string => {
  const all = {
    rule: "privileged",
    resource: "workload/web",
    reason: "why",
    owner: "me",
    expiry: "2027-01-31",
    ...fields,
  };
  return Object.entries(all)
    .map(([name, value], index) => `${index === 0 ? "  - " : "    "}${name}: ${value}\n`)
    .join("");
};

const file = (...entries: readonly string[]): string => `exceptions:\n${entries.join("")}`;

/** Findings on a day, each as `rule resource`, with a plus where it is excepted. */
function judged(text: string, today = "2026-11-21"): string[] {
  const exceptions = readExceptions("exceptions.yaml", text);
  return judge(stack, { config, exceptions, today }).map(
    ({ rule, resource, evidence, excepted }) =>
      `${rule} ${resource} ${evidence}${excepted === undefined ? "" : " +"}`,
  );
}

function problems(text: string): readonly string[] {
  try {
    readExceptions("exceptions.yaml", text);
  } catch (error) {
    assert.ok(error instanceof ExceptionsError);
    assert.match(error.message, /^The exceptions in exceptions\.yaml are wrong: /);
    return error.problems;
  }
  return [];
}

const [web, web2, api] = ["web", "web2", "api"].map(id => `privileged workload/${id} privileged`);
const devices = ["web", "web2", "api"].flatMap(id =>
  ["/dev/sda", "/dev/mem"].map(path => `host-device workload/${id} ${path}`),
);

describe("policies: exceptions", () => {
  it("cover their rule and resource, and nothing of another", () => {
    assert.deepEqual(judged(file(entry({}))), [`${web} +`, web2, api, ...devices]);
  });

  it("cover one finding alone where they give its evidence", () => {
    const text = file(entry({ rule: "host-device", evidence: "/dev/mem" }));
    assert.deepEqual(judged(text), [
      web,
      web2,
      api,
      ...devices.map(one => (one.includes("workload/web /dev/mem") ? `${one} +` : one)),
    ]);
  });

  it("say in the finding why, who and until when", () => {
    const exceptions = readExceptions("exceptions.yaml", file(entry({})));
    const [finding] = judge(stack, { config, exceptions, today: "2026-11-21" });
    assert.deepEqual(finding?.excepted, { reason: "why", owner: "me", expiry: "2027-01-31" });
    assert.equal(finding?.level, "mandatory");
  });

  it("hold until the end of their day, and are findings after it", () => {
    const text = file(entry({ expiry: "2026-11-21" }));
    assert.ok(judged(text).includes(`${web} +`));
    const after = judged(text, "2026-11-22");
    assert.ok(after.includes(web ?? ""), "it covers nothing any more");
    assert.ok(after.includes("exception-expired exception/privileged/workload/web 2026-11-21"));
    assert.ok(!after.some(one => one.startsWith("exception-unused")), "it is named once");
  });

  it("that cover nothing are findings, with file and line", () => {
    const exceptions = readExceptions(
      "exceptions.yaml",
      file(entry({}), entry({ resource: "workload/gone" })),
    );
    const findings = judge(stack, { config, exceptions, today: "2026-11-21" });
    const unused = findings.filter(({ rule }) => rule === "exception-unused");
    assert.deepEqual(
      unused.map(({ resource, file, line }) => ({ resource, file, line })),
      [{ resource: "exception/privileged/workload/gone", file: "exceptions.yaml", line: 7 }],
    );
  });

  it("cannot except from the rules about themselves", () => {
    const text = file(
      entry({ rule: "exception-unused", resource: "exception/privileged/workload/gone" }),
      entry({ resource: "workload/gone" }),
    );
    assert.equal(
      judged(text).filter(one => one.startsWith("exception-unused") && !one.endsWith("+")).length,
      2,
    );
  });

  it("are refused with all that is wrong, by line", () => {
    const text = `exceptions:
  - rule: privilege
    resource: workload/web
    owner: me
    expiry: 2027-02-30
    note: x
  - just a text
`;
    assert.deepEqual(problems(text), [
      "line 2: reason is missing, or no text",
      'line 2: an exception has no field "note"',
      'line 2: there is no rule "privilege"',
      'line 2: expiry must be a day such as 2027-01-31, not "2027-02-30"',
      "line 7: rule is missing, or no text",
      "line 7: resource is missing, or no text",
      "line 7: reason is missing, or no text",
      "line 7: owner is missing, or no text",
      "line 7: expiry is missing, or no text",
    ]);
    assert.deepEqual(problems("- a list"), ["it must have a list `exceptions`"]);
    assert.equal(problems("exceptions: [").length > 0, true);
    assert.deepEqual(problems(""), []);
    assert.deepEqual(problems("exceptions: []"), []);
  });
});
