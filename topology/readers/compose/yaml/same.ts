import type { Value } from "./value.ts";

/** Whether two values say the same, wherever they stand. */
export function same(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind === "scalar") return right.kind === "scalar" && left.value === right.value;
  if (left.kind === "list") {
    if (right.kind !== "list" || left.items.length !== right.items.length) return false;
    return left.items.every((item, index) => {
      const other = right.items[index];
      return other !== undefined && same(item, other);
    });
  }
  if (right.kind !== "mapping" || left.entries.size !== right.entries.size) return false;
  return [...left.entries].every(([name, { value }]) => {
    const other = right.entries.get(name)?.value;
    return other !== undefined && same(value, other);
  });
}
