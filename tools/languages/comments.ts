import ts from "typescript";

/** What the TSDoc of something says, as the schema carries it: the default in words, since some depend on others. */
export function commentOf(checker: ts.TypeChecker, symbol: ts.Symbol, notes: readonly string[] = []): string {
  const tags = symbol.getJsDocTags(checker);
  const textOf = (name: string): string | undefined => {
    const tag = tags.find(one => one.name === name);
    return tag && plain(ts.displayPartsToString(tag.text));
  };
  const said = plain(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  const link = textOf("link");
  const preset = textOf("default");
  const example = textOf("example");
  return [
    // A link that the formatter has broken into a tag.
    link === undefined ? said : `${said.replace(/\{$/, "")}${link.replace("}", "")}`.trim(),
    ...(preset === undefined ? [] : [`Default: ${preset}.`]),
    ...(example === undefined || example.includes("\n") ? [] : [`For example, in TypeScript: ${example}.`]),
    ...notes,
  ]
    .filter(text => text !== "")
    .join("\n\n");
}

function plain(text: string): string {
  return text.replaceAll(/\{@link\s+([\w.]+)\s*\}/g, "$1").trim();
}
