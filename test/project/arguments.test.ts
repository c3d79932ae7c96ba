import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../harness/project.ts";

/** What an argument's comment lacks. */
function lacks(argument: ts.PropertySignature): string[] {
  const tags = ts.getJSDocTags(argument).map(({ tagName }) => tagName.text);
  const optional = argument.questionToken !== undefined;
  return [
    ...(ts.getJSDocCommentsAndTags(argument).length === 0 ? ["a comment"] : []),
    ...(optional && !tags.includes("default") ? ["@default"] : []),
    ...(tags.includes("example") ? [] : ["@example"]),
  ];
}

describe("arguments of components", () => {
  it("say what they mean, what holds without them, and how one looks", () => {
    const files = globSync("components/**/*.ts", { cwd: root });
    const interfaces = files.flatMap(file => {
      const text = readFileSync(join(root, file), "utf8");
      return ts
        .createSourceFile(file, text, ts.ScriptTarget.Latest, true)
        .statements.filter(ts.isInterfaceDeclaration)
        .filter(({ name, modifiers }) => name.text.endsWith("Args") && modifiers !== undefined);
    });
    const found = interfaces.flatMap(({ name, members }) =>
      members.filter(ts.isPropertySignature).map(member => ({
        argument: `${name.text}.${member.name.getText()}`,
        lacks: lacks(member).join(", "),
      })),
    );
    assert.ok(found.length > 100);
    assert.deepEqual(
      found.filter(each => each.lacks !== ""),
      [],
    );
  });
});
