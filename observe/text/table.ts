import { columns } from "../../topology/index.ts";
import { plain } from "./plain.ts";

/** Columns of a terminal that nobody has made wider. */
export const usualWidth = 80;

/**
 * Lays rows out in columns. Where that is wider than the terminal nothing is cut off: each row then takes several
 * lines, the further ones indented, with as many cells in each as fit.
 *
 * @returns the lines of each row.
 */
export function table(rows: readonly (readonly string[])[], width = usualWidth): string[][] {
  const shown = rows.map(row => row.map(plain));
  const lines = columns(shown).split("\n");
  if (rows.length === 0) return [];
  if (lines.every(line => line.length <= width)) return lines.map(line => [line]);
  return shown.map(row => stacked(row, width));
}

function stacked(cells: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const cell of cells.filter(text => text !== "")) {
    const longer = line === "" ? cell : `${line}  ${cell}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = `  ${cell}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** The same for a table of which each row is a line or more, as one text. */
export function tableText(rows: readonly (readonly string[])[], width = usualWidth): string {
  return table(rows, width).flat().join("\n");
}
