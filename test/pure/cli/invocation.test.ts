import assert from "node:assert/strict";
import { invocation } from "../../../cli/invocation.ts";

describe("how to type a command", () => {
  const ours = { npm_lifecycle_event: "up", npm_package_name: "pulumi-bulkhead" };
  const cases: readonly (readonly [NodeJS.ProcessEnv, string, string])[] = [
    [{}, "verify", "bulkhead verify"],
    [{}, "down --data", "bulkhead down --data"],
    [ours, "up", "npm run up"],
    [ours, "down --data", "npm run down -- --data"],
    [ours, "reach --explain", "npm run -s bulkhead -- reach --explain"],
    [{ npm_lifecycle_event: "npx", npm_package_name: "a-user" }, "verify", "npx bulkhead verify"],
    [{ npm_lifecycle_event: "deploy", npm_package_name: "a-user" }, "verify", "bulkhead verify"],
  ];
  for (const [env, command, typed] of cases) {
    it(`${command}, as ${env["npm_lifecycle_event"] ?? "nothing"} of ${env["npm_package_name"] ?? "nobody"}: ${typed}`, () => {
      assert.equal(invocation(command, env), typed);
    });
  }
});
