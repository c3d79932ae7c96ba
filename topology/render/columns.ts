/** Lays rows out in columns, two spaces apart; no spaces at the ends of lines. Numbers of cells may differ. */
export function columns(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map(row => row[index]?.length ?? 0)),
  );
  return rows
    .map(row => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)))
    .map(cells => cells.join("  ").trimEnd())
    .join("\n");
}
