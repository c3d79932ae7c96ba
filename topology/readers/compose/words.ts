/**
 * Splits a command line into its words as Compose does: like a shell, without filling anything in; what follows `;`,
 * `&`, `|`, `<` or `>` is left out.
 *
 * @returns undefined where a quote or a bracket is not closed.
 * @see https://pkg.go.dev/github.com/mattn/go-shellwords
 */
export function words(line: string): string[] | undefined {
  const found: string[] = [];
  const part =
    /[ \t\r\n]+|'([^']*)'|"((?:[^"\\]|\\.)*)"|(\$\((?:[^)\\]|\\.)*\)|`(?:[^`\\]|\\.)*`)|\\(.)|([^\s'"\\`()$;&|<>]+|\$)|./gsu;
  let word: string | undefined;
  for (const [whole, single, double, quoted, escaped, plain] of line.matchAll(part)) {
    if (/^[ \t\r\n]/.test(whole)) {
      if (word !== undefined) found.push(word);
      word = undefined;
      continue;
    }
    const more = single ?? double?.replace(/\\(.)/gs, unescaped) ?? quoted ?? escapedText(escaped) ?? plain;
    if (more !== undefined) word = (word ?? "") + more;
    else if (/^[;&|<>]$/.test(whole)) break;
    else return undefined;
  }
  return word === undefined ? found : [...found, word];
}

function unescaped(_: string, letter: string): string {
  return letter === "t" ? "\t" : letter === "n" ? "\n" : letter;
}

function escapedText(letter: string | undefined): string | undefined {
  return letter === undefined ? undefined : unescaped("", letter);
}
