import type { CST } from "yaml";
import { limits } from "./limits.ts";

/** The first token of a document that lies deeper than any compose file goes; undefined where none does. */
export function tooDeepIn(document: CST.Token): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: document, depth: 0 }];
  // By hand and not by recursion, which would run out of stack just where this is needed.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limits.depth) return token.offset;
    const parts = "items" in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
    if (token.type === "document") parts.push(token.value);
    for (const part of parts) if (part) open.push({ token: part, depth: depth + 1 });
  }
  return undefined;
}
