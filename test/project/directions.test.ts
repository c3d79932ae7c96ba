import assert from "node:assert/strict";
import { cruise } from "dependency-cruiser";
import { root } from "../harness/project.ts";

/** Which folders a folder may import from, beside itself. Everything else is forbidden. */
const directions: Readonly<Record<string, readonly string[]>> = {
  topology: [],
  engine: [],
  components: ["topology"],
  plugin: [],
  languages: ["components", "plugin"],
  convert: ["topology"],
  policies: ["topology", "plugin"],
  provider: ["engine", "plugin"],
  observe: ["topology", "engine"],
  images: [],
  stacks: ["components", "images", "policies"],
  tools: ["engine", "images", "languages", "provider", "topology"],
  cli: ["components", "topology", "convert", "policies", "engine", "provider", "observe", "tools"],
};

/** Every folder with sources of its own. */
const rooms = [...Object.keys(directions), "bench", "test"];

const inside = (folders: readonly string[]): string => `^(${folders.join("|")})/`;

describe("the folders", () => {
  it("import only from the folders below them", async function () {
    this.timeout(60_000);
    const forbidden = Object.entries(directions).map(([folder, allowed]) => ({
      name: `${folder} imports from ${[folder, ...allowed].join(", ")} only`,
      severity: "error" as const,
      from: { path: `^${folder}/` },
      to: { path: inside(rooms), pathNot: inside([folder, ...allowed]) },
    }));
    const circles = { name: "no circles", severity: "error" as const, from: {}, to: { circular: true } };
    const folders = Object.keys(directions);
    const { output } = await cruise(folders, {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...forbidden, circles] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: "node_modules" },
      enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs"] },
    });
    assert.ok(typeof output !== "string");
    assert.ok(output.summary.totalCruised > 100, "the sources were found");
    const found = output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    assert.deepEqual(found, []);
  });
});
