import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { companyStack } from "../../bench/construct/stack.ts";
import * as components from "../../components/index.ts";
import { judge, reach } from "../../topology/index.ts";
import { root } from "../harness/project.ts";
import { record } from "../harness/recorder.ts";

describe("a stack of 12 components and 40 workloads", () => {
  it("has every kind of component that makes something, and each of its workloads reaches what it declares", async () => {
    const limit = Error.stackTraceLimit;
    const recording = await record(companyStack);
    assert.equal(Error.stackTraceLimit, limit, "as it was");
    const { resources } = recording;
    const kinds = new Set(resources.map(({ type }) => type).filter(type => type.startsWith("bulkhead:")));
    const all = Object.entries(components).filter(
      ([name]) => /^[A-Z]/.test(name) && name !== "ArgumentError" && name !== "RemoteDatabase",
    );
    assert.deepEqual([...kinds].sort(), all.map(([name]) => `bulkhead:index:${name}`).sort());
    const top = resources.filter(({ parent, type }) => parent === "" && !type.endsWith(":Workload"));
    assert.equal(top.length, 12, top.map(({ name }) => name).join());
    assert.equal(recording.topology.workloads.length, 40);
    assert.deepEqual(judge(reach(recording.topology)).missing, []);
  });

  it("type-checks, and nothing in it is of type any", () => {
    const file = join(root, "bench/construct/stack.ts");
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([file], options);
    const source = program.getSourceFile(file);
    assert.ok(source !== undefined);
    const said = program.getSemanticDiagnostics(source).map(({ messageText }) => messageText);
    assert.deepEqual(said, []);
    const checker = program.getTypeChecker();
    const loose: string[] = [];
    let seen = 0;
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) return;
      if (ts.isExpression(node) || ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) {
        seen += 1;
        const { flags } = checker.getTypeAtLocation(node);
        if (flags & ts.TypeFlags.Any) loose.push(node.getText());
      }
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(source, visit);
    assert.ok(seen > 100);
    assert.deepEqual(loose, []);
  }).timeout(60_000);
});
