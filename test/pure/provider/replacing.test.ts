import assert from "node:assert/strict";
import { DockerPlugin } from "../../../provider/plugin.ts";
import type { Properties } from "../../../provider/protocol/values.ts";

describe("provider: what is replaced", () => {
  const plugin = new DockerPlugin({ report: () => {}, tell: () => {}, warn: () => {} });
  const cases: readonly (readonly [type: string, before: Properties, after: Properties])[] = [
    ["docker:index/container:Container", { image: "a" }, { image: "b" }],
    ["docker:index/network:Network", { internal: true }, { internal: false }],
    ["docker:index/volume:Volume", { driver: "local" }, { driver: "other" }],
  ];
  for (const [type, before, after] of cases) {
    const deletedFirst = async (inputs: Properties): Promise<boolean> => {
      const subject = { urn: `urn:pulumi:s::p::${type}::x`, type };
      const naming = { seed: undefined, proposed: undefined, disabled: false };
      const olds = (await plugin.check(subject, {}, { ...before, ...inputs }, naming)).inputs;
      // As Pulumi asks: what was made up before stays until it is known that there is to be another.
      const news = (await plugin.check(subject, olds, { ...after, ...inputs }, naming)).inputs;
      const { details, deleteBeforeReplace } = await plugin.diff(subject, "id", olds, olds, news);
      assert.ok(details.some(({ replace }) => replace));
      return deleteBeforeReplace;
    };

    it(`as a ${type} goes first where its name was given, and last where it was made up`, async () => {
      assert.deepEqual([await deletedFirst({ name: "x" }), await deletedFirst({})], [true, false]);
    });
  }
});
