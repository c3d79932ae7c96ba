/** An element with a message and a text, as JUnit has failures and errors. */
export function element(name: string, message: string, text: string): string {
  return `<${name} message="${escaped(message)}">${escaped(text)}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** A text within XML, with `?` for most control characters and for halves of surrogate pairs: XML cannot write them at all. */
export function escaped(text: string): string {
  const writable = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?");
  return writable.replace(/[&<>"\n]/g, letter => entities[letter] ?? letter);
}
