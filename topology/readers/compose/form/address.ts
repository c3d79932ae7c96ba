/** Whether a text is an IPv4 or an IPv6 address. */
export function isIP(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

function isIPv4(text: string): boolean {
  const part = /^(?:0|[1-9]\d{0,2})$/;
  const parts = text.split(".");
  return parts.length === 4 && parts.every(one => part.test(one) && Number(one) <= 255);
}

function isIPv6(text: string): boolean {
  if (!/^[0-9a-f:.]*$/i.test(text) || !text.includes(":")) return false;
  // An IPv4 address at the end counts for two groups.
  const [tail = ""] = /[^:]*$/.exec(text) ?? [];
  if (tail.includes(".") && !isIPv4(tail)) return false;
  const groups = text.replace(tail.includes(".") ? /[^:]*$/ : /$^/, "0:0").split("::");
  if (groups.length > 2) return false;
  const parts = groups.flatMap(side => (side === "" ? [] : side.split(":")));
  const isFull = groups.length === 1 ? parts.length === 8 : parts.length < 8;
  return isFull && parts.every(part => /^[0-9a-f]{1,4}$/i.test(part));
}
