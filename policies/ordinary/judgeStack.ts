import type { Policies, PolicyResource } from "@pulumi/policy";
import { bulkheadPolicies } from "./policies.ts";

/** A resource of a stack, as a test writes it. */
export interface TestResource {
  /** E.g. `docker:index/container:Container`. */
  readonly type: string;
  /** As in the program; unique in its type. */
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** The parent's name. */
  readonly parent?: string;
}

/** What a policy has found fault with. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
  readonly urn: string | undefined;
}

/**
 * Shows a stack to policies as Pulumi does, each resource first and then all of them, and gives what they report: for
 * tests of rules of one's own, with no engine and no CLI.
 *
 * @param policies those of the pack; Bulkhead's own by default.
 * @example await judgeStack([{ type: "docker:index/container:Container", name: "web", props: { image: "nginx" } }], ours)
 */
export async function judgeStack(
  resources: readonly TestResource[],
  policies: Policies = bulkheadPolicies(),
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const shown = shownOf(resources);
  for (const policy of policies) {
    const { name, enforcementLevel: level = "advisory" } = policy;
    if (level === "disabled" || !("validateResource" in policy) || policy.validateResource === undefined)
      continue;
    for (const resource of shown) {
      const report = (message: string, urn = resource.urn): void =>
        void violations.push({ policy: name, level, message, urn });
      for (const validate of [policy.validateResource].flat())
        await validate({ ...resource, ...surroundings, asType: () => undefined }, report);
    }
  }
  for (const policy of policies) {
    const { name, enforcementLevel: level = "advisory" } = policy;
    if (level === "disabled" || !("validateStack" in policy)) continue;
    const report = (message: string, urn?: string): void =>
      void violations.push({ policy: name, level, message, urn });
    await policy.validateStack({ resources: shown, ...surroundings }, report);
  }
  return violations;
}

const surroundings = {
  stackTags: new Map<string, string>(),
  getConfig: <T extends object>(): T => ({}) as T,
  notApplicable: (reason?: string): never => {
    throw new Error(reason ?? "The policy does not apply.");
  },
};

function shownOf(resources: readonly TestResource[]): PolicyResource[] {
  const shown = resources.map(
    ({ type, name, props }): PolicyResource => ({
      type,
      name,
      props: props as PolicyResource["props"],
      urn: `urn:pulumi:test::test::${type}::${name}`,
      opts: { protect: false, ignoreChanges: [], aliases: [], customTimeouts, additionalSecretOutputs: [] },
      dependencies: [],
      propertyDependencies: {},
      isType: resourceClass => "__pulumiType" in resourceClass && resourceClass.__pulumiType === type,
      asType: () => undefined,
    }),
  );
  for (const [index, { parent }] of resources.entries()) {
    const [own, above] = [shown[index], shown.find(({ name }) => name === parent)];
    if (own !== undefined && above !== undefined) own.parent = above;
  }
  return shown;
}

const customTimeouts = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };
