import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import * as exported from "../../components/index.ts";
import { components } from "../../languages/components.ts";
import { forms } from "../../languages/forms.ts";
import type { PackageSpec, PropertySpec } from "../../languages/spec.ts";
import { deriveSchema } from "../../tools/languages/derive.ts";
import { schemaText } from "../../tools/languages/package.ts";
import { root } from "../harness/project.ts";

const command = "node tools/run.mjs tools/languages/write.ts";

describe("languages/schema.json", function () {
  this.timeout(120_000);
  let schema: PackageSpec;
  let written: string;
  before(async () => {
    written = await readFile(join(root, "languages/schema.json"), "utf8");
    schema = JSON.parse(written) as PackageSpec;
  });

  const inputsOf = (name: string): PackageSpec["resources"][string]["inputProperties"] =>
    schema.resources[`bulkhead:index:${name}`]?.inputProperties ?? {};
  const typed = (name: string): Readonly<Record<string, PropertySpec>> =>
    schema.types[`bulkhead:index:${name}`]?.properties ?? {};

  it("is derived from the forms that are checked and the types that are written down", () => {
    assert.ok(schemaText(root) === written, `languages/schema.json is of another day: run \`${command}\``);
  });

  it("has every component that is exported, and no other", () => {
    const classes = Object.entries(exported).filter(
      ([name, one]) => typeof one === "function" && /^[A-Z]/.test(name) && name !== "ArgumentError",
    );
    const names = classes.map(([name]) => name).sort();
    assert.deepEqual(Object.keys(components).sort(), names);
    assert.deepEqual(Object.keys(forms).sort(), names);
    assert.deepEqual(
      Object.keys(schema.resources).sort(),
      names.map(name => `bulkhead:index:${name}`),
    );
  });

  it("carries names, words, defaults, secrets and what must be plain", () => {
    const { replicas, image, restart, secrets } = inputsOf("Workload");
    assert.equal(replicas?.type, "integer");
    assert.equal(replicas.plain, true);
    assert.match(
      replicas.description ?? "",
      /^How many containers stand behind the name\..*\n\nDefault: 1\./s,
    );
    assert.deepEqual([image?.type, image?.plain], ["string", undefined]);
    assert.equal(secrets?.secret, true);
    assert.equal(inputsOf("Database")["password"]?.secret, true);
    assert.equal(restart?.$ref, "#/types/bulkhead:index:WorkloadRestart");
    assert.deepEqual(
      schema.types["bulkhead:index:WorkloadRestart"]?.enum?.map(({ value }) => value),
      ["no", "on-failure", "always", "unless-stopped"],
    );
    assert.deepEqual(schema.resources["bulkhead:index:Workload"]?.requiredInputs, ["image"]);
    assert.deepEqual(Object.keys(schema.resources["bulkhead:index:MultiTierApp"]?.properties ?? {}), [
      ...["urls", "containerNames", "networkNames"],
    ]);
  });

  it("tags the kinds of tiers, takes components where they are linked to, and names too", () => {
    const tiers = inputsOf("MultiTierApp")["tiers"]?.additionalProperties;
    assert.deepEqual(Object.keys(tiers?.discriminator?.mapping ?? {}).sort(), [
      ...["database", "job", "proxy", "workload"],
    ]);
    assert.equal(typed("ProxyTier")["kind"]?.const, "proxy");
    const link = inputsOf("Workload")["link"]?.items?.oneOf ?? [];
    assert.ok(link.some(({ $ref }) => $ref === "pulumi.json#/Any"));
    assert.ok(link.some(({ type }) => type === "string"));
    assert.ok(link.some(({ $ref }) => $ref === "#/types/bulkhead:index:Link"));
    assert.equal(inputsOf("OneWayLink")["segment"]?.$ref, "#/resources/bulkhead:index:Segment");
    // SDKs in Python cannot have objects that name components.
    assert.doesNotMatch(JSON.stringify(schema.types), /#\/resources\//);
  });

  it("leaves functions out, and says so", () => {
    for (const [token, { inputProperties, description }] of Object.entries(schema.resources)) {
      assert.equal(Object.hasOwn(inputProperties, "transform"), false, token);
      const says = /Not in this language: transform, which is a function\./.test(description);
      // Of those put together of others, the parts say it; of one that makes nothing there is nothing to change.
      assert.equal(says, !/MultiTierApp|ProxiedApp|RemoteDatabase/.test(token), token);
    }
    assert.match(
      schema.types["bulkhead:index:WorkloadTier"]?.description ?? "",
      /transform, which is a function/,
    );
    assert.doesNotMatch(written, /\{@link/);
  });

  it("is not derived where a form and a type do not mean the same", () => {
    const segment = forms.Segment as z.ZodObject;
    const spoiled = {
      ...forms,
      Segment: segment.omit({ mtu: true }).extend({
        kind: z.enum(["internal", "egress"]),
        labels: z.array(z.string()).optional(),
        more: z.string(),
      }),
    };
    assert.throws(
      () => deriveSchema(root, spoiled),
      ({ message }: Error) => {
        for (const said of [
          "Segment.mtu has a type and no form",
          "Segment.more has a form and no type",
          "Segment.kind is optional in one alone",
          "Segment.kind takes an enum that is none to its type",
          "Segment.labels is a record to its type, and none to its form",
          "Segment.labels takes an array that is none to its type",
        ])
          assert.ok(message.includes(said), `${said}\n${message}`);
        return true;
      },
    );
  });
});
