import { parseAllDocuments, type YAMLError } from "yaml";
import type { Remarks } from "../problem.ts";
import { convert } from "./convert.ts";
import { deepest } from "./depth.ts";
import { limits, tooDeep } from "./limits.ts";
import type { SourceText } from "./sourceText.ts";
import type { Value } from "./value.ts";

/**
 * Reads the documents of a YAML file, without interpretation of what they mean to Compose.
 *
 * @returns the documents; what is wrong goes to `problems`, each at its place.
 */
export function parse(source: SourceText, problems: Remarks): Value[] {
  const bad = unreadable(source.text);
  if (bad !== undefined) {
    problems.add({ in: source, offset: bad }, "This is not a text. Give a compose file, in UTF-8.");
    return [];
  }
  if (source.text.length > limits.text) {
    problems.add({ in: source, offset: limits.text }, tooLong(source.text.length));
    return [];
  }
  try {
    const documents = parseAllDocuments(source.text, {
      // Keys are compared while they are converted: the library would hold each against each.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    if ("empty" in documents) return [];
    const errors = documents.flatMap(document => document.errors);
    for (const error of errors) problems.add({ in: source, offset: error.pos[0] }, wording(error));
    if (errors.length > 0) return [];
    return documents.flatMap(document => convert(document, source, problems) ?? []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The library descends once per level, and the stack came to its end.
    problems.add({ in: source, offset: deepest(source.text) }, tooDeep);
    return [];
  }
}

/** The first character that no YAML text may have: a control character, or what stands for bytes that are no UTF-8. */
function unreadable(text: string): number | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  const at = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/);
  return at === -1 ? undefined : at;
}

function tooLong(length: number): string {
  const megabytes = (length / limits.text).toFixed(1);
  return `This file is ${megabytes} MiB long; no compose file comes near 1 MiB, which is read at most. Split it.`;
}

function wording({ message }: YAMLError): string {
  const [line = ""] = message.split("\n");
  return `This is not YAML: ${line.replace(/[.:]?$/, ".")} Correct it.`;
}
