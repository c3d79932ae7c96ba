/** Splits a command line into its words as a shell does, without filling anything in. */
export function words(line: string): string[] {
  const found: string[] = [];
  const part = /\s+|'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.)|([^\s'"\\]+)|\\$/gs;
  let word: string | undefined;
  for (const [whole, single, double, escaped, plain] of line.matchAll(part)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) found.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
  }
  return word === undefined ? found : [...found, word];
}
