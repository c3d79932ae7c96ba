/** Strips the client's prefixes and makes one sentence of an engine's message. */
export function sentence(message: string): string {
  const plain = message
    .replace(/^\(HTTP code \d+\)[^-]*- /, "")
    .replace(/^Error response from daemon: /, "")
    .replace(/\s+/g, " ")
    .trim();
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
}
