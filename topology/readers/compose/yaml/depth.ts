/** Finds where a text goes deepest, by its brackets and its indentation; good enough to say where to look. */
export function deepest(text: string): number {
  let [depth, most, at] = [0, 0, 0];
  let [indentation, isIndenting] = [0, true];
  for (let offset = 0; offset < text.length; offset += 1) {
    const letter = text[offset];
    if (letter === "\n") [indentation, isIndenting] = [0, true];
    else if (isIndenting && (letter === " " || letter === "-" || letter === "?")) indentation += 1;
    else isIndenting = false;
    if (letter === "[" || letter === "{") depth += 1;
    if (letter === "]" || letter === "}") depth = Math.max(0, depth - 1);
    if (depth + indentation > most) [most, at] = [depth + indentation, offset];
  }
  return at;
}
