/**
 * Fills the generated sections of a Markdown text. A section stands between `<!-- table: NAME -->` and `<!-- end -->`;
 * what is outside is written by hand and stays.
 *
 * @throws Error when the text has a section nobody makes, or lacks one of those that are made.
 */
export function fillSections(text: string, sections: ReadonlyMap<string, string>): string {
  const left = new Set(sections.keys());
  const filled = text.replaceAll(
    /(<!-- table: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, begin: string, name: string, end: string) => {
      const section = sections.get(name);
      if (section === undefined) throw new Error(`Nobody makes the section "${name}".`);
      left.delete(name);
      return `${begin}${section}\n${end}`;
    },
  );
  if (left.size > 0) throw new Error(`The text has no section ${[...left].join(", ")}.`);
  return filled;
}

/** A Markdown table; the cells must hold no line ends. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
