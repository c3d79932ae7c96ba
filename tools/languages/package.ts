import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forms } from "../../languages/forms.ts";
import type { PackageSpec } from "../../languages/spec.ts";
import { deriveSchema } from "./derive.ts";

/** The package's schema as it lies in languages/schema.json; its version is added when it is served. */
export function schemaText(root: string): string {
  const { description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    description: string;
    license: string;
  };
  const languages = ["nodejs", "python", "go", "csharp", "java"];
  const schema: PackageSpec = {
    name: "bulkhead",
    displayName: "Bulkhead",
    description,
    license,
    keywords: ["pulumi", "docker", "category/infrastructure", "kind/component"],
    meta: { moduleFormat: "(.*)" },
    language: Object.fromEntries(languages.map(language => [language, { respectSchemaVersion: true }])),
    ...deriveSchema(root, forms),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
