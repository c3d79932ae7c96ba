import type { Port } from "./ports.ts";

/** A port for people: `tcp 5432`, `any port`, `files`. */
export function portText({ port, protocol }: Port): string {
  if (protocol === "files") return "files";
  return port === "any" ? "any port" : `${protocol} ${port}`;
}

/** Names ports in a sentence, after what is done to them: ` on tcp 80 and udp 53`, ` by files`. */
export function portsText(ports: readonly Port[]): string {
  const texts = ports.map(port => (port.protocol === "files" ? "by files" : `on ${portText(port)}`));
  const shown = texts.map((text, at) =>
    text.startsWith("on ") && texts[at - 1]?.startsWith("on ") ? text.slice(3) : text,
  );
  const last = shown.at(-1) ?? "";
  return shown.length > 1 ? ` ${shown.slice(0, -1).join(", ")} and ${last}` : ` ${last}`;
}
