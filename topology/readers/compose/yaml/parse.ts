import { Composer, type CST, type Document, Parser, type YAMLError } from "yaml";
import type { Remarks } from "../problem.ts";
import { convert } from "./convert.ts";
import { tooDeepIn } from "./depth.ts";
import { limits, tooDeep } from "./limits.ts";
import type { SourceText } from "./sourceText.ts";
import type { Value } from "./value.ts";

/**
 * Reads the documents of a YAML file, without interpretation of what they mean to Compose.
 *
 * @returns the documents; what is wrong goes to `problems`, each at its place.
 */
export function parse(source: SourceText, problems: Remarks): Value[] {
  const complain = (offset: number, message: string): Value[] => {
    problems.add({ in: source, offset }, message);
    return [];
  };
  if (source.text.length > limits.text) return complain(limits.text, tooLong(source.text.length));
  const bad = unreadable(source.text);
  if (bad !== undefined) return complain(bad, "This is not a text. Give a compose file, in UTF-8.");
  const crowded = placeOfMark(source.text, limits.marks);
  if (crowded !== undefined) return complain(crowded, tooCrowded);
  const tokens = [...new Parser().parse(source.text)];
  const directive = tokens.filter(({ type }) => type === "directive")[limits.directives];
  if (directive !== undefined)
    return complain(directive.offset, "These are too many directives. Take them out.");
  for (const token of tokens) {
    const deep = tooDeepIn(token);
    if (deep !== undefined) return complain(deep, tooDeep);
  }
  const documents = compose(tokens);
  const errors = documents.flatMap(document => document.errors);
  for (const error of errors) complain(error.pos[0], wording(error));
  return errors.length > 0 ? [] : documents.flatMap(document => convert(document, source, problems) ?? []);
}

function compose(tokens: readonly CST.Token[]): Document[] {
  // Keys are compared when they are converted: the library would hold each against each.
  const composer = new Composer({ uniqueKeys: false, logLevel: "silent" });
  return [...composer.compose(tokens)] as Document[];
}

/** The first character that no YAML text may have: a control character, or what stands for bytes that are no UTF-8. */
function unreadable(text: string): number | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  const at = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/);
  return at === -1 ? undefined : at;
}

const tooCrowded = `There are over ${limits.marks} lines, commas and brackets up to here; no compose file has so many. Split it.`;

/** Where a text has so many of the marks that make up its parts, found faster than the parts are; undefined: nowhere. */
function placeOfMark(text: string, count: number): number | undefined {
  const marks = /[\n,[{]/g;
  for (let left = count; left > 0; left -= 1) if (!marks.test(text)) return undefined;
  return marks.lastIndex;
}

function tooLong(length: number): string {
  const megabytes = (length / limits.text).toFixed(1);
  return `This file is ${megabytes} MiB long; no compose file comes near 1 MiB, which is read at most. Split it.`;
}

function wording({ message }: YAMLError): string {
  const [line = ""] = message.split("\n");
  return `This is not YAML: ${line.replace(/[.:]?$/, ".")} Correct it.`;
}
