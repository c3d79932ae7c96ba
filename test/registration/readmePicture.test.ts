import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { reach, reachMermaid } from "../../topology/index.ts";
import { root } from "../harness/project.ts";
import { recorded } from "../harness/recorded.ts";
import { record } from "../harness/recorder.ts";
import { testProject } from "../harness/run.ts";

/** The config of the stack dev, which Pulumi.yaml holds. */
async function devConfig(): Promise<Record<string, string>> {
  const { config } = parse(await readFile(join(root, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, { readonly default?: unknown }>;
  };
  const values = { ...config, dbPassword: { default: "canary" } };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[`${testProject}:${key}`, String(value)]],
    ),
  );
}

describe("registration: the picture in the README", () => {
  it("is the one that graph draws of the shop", async () => {
    const config = await devConfig();
    const recording = await record(async () => {
      runtime.setAllConfig(config);
      await import("../../stacks/shop.ts");
    });
    await recorded("README.md", "shop", reachMermaid(reach(recording.topology), { declares: true }));
  });
});
