import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

const file = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
// zod takes the format of references to URIs for that of whole URLs; what references look like is checked beside it.
const withoutReferences = (key: string, value: unknown): unknown =>
  key === "format" && value === "uri-reference" ? undefined : value;
const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, "utf8"), withoutReferences));

/** What SARIF's schema has against a text; nothing where it is SARIF 2.1.0. */
export function sarifErrors(text: string): string[] {
  const { error } = schema.safeParse(JSON.parse(text));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join("/")} ${message}`);
}
