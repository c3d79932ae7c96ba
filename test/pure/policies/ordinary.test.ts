import assert from "node:assert/strict";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import {
  bulkheadPolicies,
  judgeStack,
  PolicyOptionsError,
  rules,
  type TestResource,
} from "../../../policies/index.ts";
import { paymentsFromWebOnly, publishedHaveOwners } from "../../../stacks/policy-pack/rules.ts";

const tier = (value: string) => [{ label: "bulkhead.tier", value }];
const container = (name: string, props: object = {}): TestResource => ({
  type: "docker:index/container:Container",
  name,
  props: { name, image: "acme/app:1.0", networksAdvanced: [{ name: "shop" }], ...props },
});
const network: TestResource = {
  type: "docker:index/network:Network",
  name: "shop",
  props: { name: "shop", internal: true },
};
/** Pulumi's sentinel for a text that is not known yet. */
const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Throws where anything that is not known is touched, as the SDK's resources do. */
function guarded(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (found === notYet) throw new Error(`${String(name)} can't be known during preview`);
      return guarded(found);
    },
  });
}
const asSdk = ({ props, ...resource }: TestResource): TestResource => ({
  ...resource,
  props: guarded(props) as TestResource["props"],
});

const found = async (resources: readonly TestResource[], policies = bulkheadPolicies()) =>
  (await judgeStack(resources, policies)).map(
    ({ policy, urn = "" }) => `${policy} ${urn.split("::").at(-1)}`,
  );

describe("policies: as ordinary ones of @pulumi/policy", () => {
  it("are one for each rule, with level, severity and settings, and one for what cannot be told", () => {
    const policies = bulkheadPolicies({ config: { privileged: "advisory" } });
    assert.deepEqual(
      policies.map(({ name }) => name),
      [...rules.map(({ id }) => id), "cannot-be-told"],
    );
    const of = (id: string) => policies.find(({ name }) => name === id);
    assert.equal(of("privileged")?.enforcementLevel, "advisory");
    assert.equal(of("runtime-socket")?.enforcementLevel, "mandatory");
    assert.ok(of("image-registry")?.configSchema?.properties["registries"] !== undefined);
    for (const id of ["net-raw", "no-new-privileges", "memory-limit"])
      assert.ok(Object.hasOwn(of(id) ?? {}, "remediateResource"), id);
  });

  it("find what the rules find", async () => {
    const said = await found([network, container("web", { privileged: true }), container("db")]);
    assert.ok(said.includes("privileged web"));
    assert.ok(!said.includes("privileged db"));
    assert.ok(said.includes("no-new-privileges db"), "of what is remedied, by itself");
  });

  it("are stopped by no value that is not known, and lose no finding to one", async () => {
    const resources = [network, container("web", { privileged: true, image: notYet, envs: [notYet] })];
    const said = await judgeStack(resources.map(asSdk));
    assert.ok(said.some(({ policy }) => policy === "privileged"));
    const doubts = said.filter(({ policy }) => policy === "cannot-be-told").map(({ message }) => message);
    assert.ok(doubts.some(message => message.startsWith("image-tag: It cannot be told whether")));
  });

  it("say of a secret, which the SDK shows as plain, that it cannot be told, and do not show it", async () => {
    const said = await judgeStack([
      network,
      container("web", { envs: ["DB_PASSWORD=hunter2", "MODE=fast"] }),
    ]);
    assert.ok(!said.some(({ policy }) => policy === "secret-in-environment"));
    assert.ok(
      said.some(({ policy, message }) => policy === "cannot-be-told" && message.includes("DB_PASSWORD")),
    );
    assert.doesNotMatch(JSON.stringify(said), /hunter2/);
  });

  it("let pass what an exception covers, and tell of one that covers nothing", async () => {
    const source = { file: "exceptions.yaml", line: 1 };
    const exception = { reason: "a test", owner: "me", expiry: "2999-01-01", source };
    const exceptions = ["web", "gone"].map(name => ({
      ...exception,
      rule: "privileged",
      resource: `workload/${name}`,
    }));
    const said = await judgeStack(
      [network, container("web", { privileged: true })],
      bulkheadPolicies({ exceptions }),
    );
    assert.ok(!said.some(({ policy }) => policy === "privileged"));
    assert.deepEqual(
      said.filter(({ policy }) => policy === "exception-unused").map(({ message }) => message.split("\n")[0]),
      ["The exception of me for workload/gone from rule privileged covers no finding."],
    );
  });

  it("read a stack once, however many are shown it, and the next one anew", () => {
    const policies = bulkheadPolicies().filter((one): one is StackValidationPolicy => "validateStack" in one);
    let read = 0;
    const shown = (privileged: boolean): PolicyResource[] =>
      [
        {
          ...container("web", { privileged }),
          urn: "urn:pulumi:t::t::docker:index/container:Container::web",
        },
      ].map(
        one =>
          Object.defineProperty({ ...one, opts: {}, dependencies: [], propertyDependencies: {} }, "props", {
            get: () => {
              read += 1;
              return one.props;
            },
          }) as unknown as PolicyResource,
      );
    const show = (privileged: boolean): string[] => {
      const said: string[] = [];
      for (const { name, validateStack } of policies) {
        const args = {
          resources: shown(privileged),
          stackTags: new Map(),
          getConfig: () => ({}),
          notApplicable,
        };
        void validateStack(
          args as unknown as Parameters<typeof validateStack>[0],
          () => void said.push(name),
        );
      }
      return said;
    };
    assert.ok(show(true).includes("privileged"));
    assert.equal(read, 1);
    assert.ok(!show(false).includes("privileged"), "the next showing is another stack");
    assert.equal(read, 2);
  });

  it("stand beside a team's own, which are tested the same way", async () => {
    const shop = [
      network,
      container("front", { labels: tier("web") }),
      container("payments", { labels: tier("app") }),
    ];
    assert.deepEqual(await found(shop, [paymentsFromWebOnly, publishedHaveOwners]), []);
    const more = [
      ...shop,
      container("batch", { labels: tier("batch"), ports: [{ internal: 80, external: 8080 }] }),
    ];
    const said = await judgeStack(more, [paymentsFromWebOnly, publishedHaveOwners]);
    assert.ok(
      said.some(
        ({ policy, message }) => policy === paymentsFromWebOnly.name && message.startsWith("batch reaches"),
      ),
    );
    assert.deepEqual(
      said.filter(({ policy }) => policy === publishedHaveOwners.name).map(({ message }) => message),
      ["batch publishes a port and has no owner."],
    );
  });

  it("are told all that is wrong with their options at once, each by the option it is of", () => {
    const options = {
      exeptions: "exceptions.yaml",
      profile: "strickt",
      today: "tomorrow",
      config: { "no-such": "disabled", "owner-label": { pattern: "(" }, privileged: "mandatry" },
      exceptions: [{ rule: "privileged", resource: "workload/db", reason: "x", owner: "y", expiry: "soon" }],
    };
    assert.throws(
      () => bulkheadPolicies(options as never),
      (error: Error) => {
        assert.ok(error instanceof PolicyOptionsError);
        assert.deepEqual(error.problems.toSorted(), [
          "config: owner-label: pattern must be a regular expression",
          "config: privileged: the level must be one of advisory, mandatory, remediate, disabled",
          'config: there is no rule "no-such"',
          'exceptions: [0]: expiry must be a day such as 2027-01-31, not "soon"',
          "exeptions: there is no such option; there are config, profile, exceptions, today",
          "profile: give one of compose, stack, strict",
          'today: give a day such as 2027-01-31, not "tomorrow"',
        ]);
        return true;
      },
    );
    assert.throws(
      () => bulkheadPolicies({ exceptions: "nowhere.yaml" }),
      /exceptions: there is no file \/.*nowhere\.yaml that can be read/,
    );
  });
});

function notApplicable(): never {
  throw new Error("not applicable");
}
