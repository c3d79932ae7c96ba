/** Columns of a terminal that nobody has made wider. */
const width = 80;

/**
 * Breaks a sentence between words so that it fits a terminal; a single long word is left whole.
 *
 * @param indent stands before every line, two spaces more before all but the first.
 */
export function wrap(text: string, indent = ""): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
