// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.

/** A file that is no compose file, or one that is meant to exhaust its reader. */
export interface Junk {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const valid = `x-a: &a {restart: always}
services:
  web:
    <<: *a
    image: nginx:\${TAG:-1}
    ports: ["8080:80", {target: 81}]
    volumes: [data:/data, ./x:/x:ro]
    environment: {A: 1, B: "\${B:-2}"}
    networks: {front: {aliases: [www]}}
    extends: {service: base}
  base: {image: base, depends_on: [db]}
  db: {image: postgres, env_file: [a.env]}
networks: {front: , back: {internal: true}}
volumes: {data: }
`;

const pieces = [
  ..."{}[]:,-?&*!|>'\"%@`#~\n\n  \t$",
  "services",
  "<<",
  "&a ",
  "*a",
  "!reset ",
  "!!binary ",
  "${A:-",
  "}",
  ": ",
  "\n  - ",
  "image",
  "\u0000",
  "\ufeff",
  "…",
  "---\n",
  "...\n",
];

const megabyte = 1 << 20;

/** What takes long, or much memory, where a reader is not on its guard. */
export const exhausting: readonly Junk[] = [
  { name: "deep brackets", content: "[".repeat(100_000) },
  { name: "deep braces", content: "{a: ".repeat(100_000) },
  { name: "closed brackets", content: "[".repeat(5000) + "]".repeat(5000) },
  { name: "deep dashes", content: "- ".repeat(50_000) },
  {
    name: "deep keys",
    content: Array.from({ length: 1200 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
  },
  { name: "deep question marks", content: "? ".repeat(50_000) },
  { name: "billion laughs", content: laughs(40, 9) },
  { name: "billion laughs of mappings", content: laughs(40, 9, "{a: *%, b: *%, c: *%, d: *%}") },
  { name: "merged laughs", content: merges(2000) },
  { name: "an alias of itself", content: "services: &a\n  web: *a\n" },
  { name: "aliases in a circle", content: "services: {a: &a {x: *b}, b: &b {x: *a}}" },
  {
    name: "many anchors",
    content: Array.from({ length: 40_000 }, (_, at) => `k${at}: &a${at} ${at}`).join("\n"),
  },
  { name: "many aliases", content: `x: &a 1\ny: [${"*a,".repeat(200_000)}]` },
  { name: "many keys", content: Array.from({ length: 80_000 }, (_, at) => `k${at}: 1`).join("\n") },
  { name: "one key often", content: "a: 1\n".repeat(150_000) },
  { name: "many documents", content: "---\na: 1\n".repeat(50_000) },
  {
    name: "many services",
    content: `services:\n${Array.from({ length: 40_000 }, (_, at) => ` s${at}: {image: a}`).join("\n")}`,
  },
  { name: "many ports", content: `services: {a: {image: a, ports: [${"1-65535,".repeat(20_000)}]}}` },
  { name: "a port of many services", content: services(3000, "{image: a, ports: [1-65535]}") },
  {
    name: "deep variables",
    content: `services: {a: {image: "${"${A:-".repeat(100_000)}${"}".repeat(100_000)}"}}`,
  },
  { name: "open variables", content: `services: {a: {image: "${"${A:-".repeat(150_000)}"}}` },
  { name: "dollars", content: `services: {a: {image: "${"$".repeat(900_000)}"}}` },
  { name: "a long line", content: `services: ${"a".repeat(megabyte - 100)}` },
  { name: "long quotes", content: `"${"\\n".repeat(400_000)}` },
  { name: "a chain of extensions", content: chain(20_000, "extends") },
  { name: "a chain of waits", content: chain(20_000, "depends_on", "[%]") },
  {
    name: "a circle of waits",
    content: chain(5000, "depends_on", "[%]").replace(
      "s0: {image: a}",
      "s0: {image: a, depends_on: [s4999]}",
    ),
  },
  { name: "includes itself", content: "include: [compose.yaml]" },
  { name: "unknown keys", content: services(20_000, "{imagee: a, portz: b}") },
  { name: "10 MB of services", content: services(500_000, "{image: aaaa}") },
  { name: "10 MB of nothing", content: "\n".repeat(10 * megabyte) },
  { name: "10 MB of bytes", content: bytes(10 * megabyte, 1) },
  { name: "10 MB of brackets", content: "[".repeat(10 * megabyte) },
  { name: "tabs", content: "\t".repeat(500_000) },
  { name: "percent signs", content: "%a\n".repeat(200_000) },
  { name: "comments", content: "# a\n".repeat(200_000) },
  { name: "pipes", content: "a: |\n".repeat(100_000) },
  { name: "colons", content: ":".repeat(200_000) },
  { name: "spaces and colons", content: ": ".repeat(100_000) },
  {
    name: "mounts",
    content: `services: {a: {image: a, volumes: [${"'a:'".repeat(1)}, "${":".repeat(500_000)}"]}}`,
  },
  { name: "words", content: `services: {a: {image: a, command: "${"a \\\\\\\" '".repeat(80_000)}"}}` },
];

function laughs(levels: number, width: number, form?: string): string {
  const lines = ["x0: &x0 lol"];
  for (let level = 1; level < levels; level += 1) {
    const names =
      form?.replaceAll("%", `x${level - 1}`) ?? `[${new Array(width).fill(`*x${level - 1}`).join(", ")}]`;
    lines.push(`x${level}: &x${level} ${names}`);
  }
  return `${lines.join("\n")}\nservices: *x${levels - 1}\n`;
}

function merges(count: number): string {
  const big = Array.from({ length: count }, (_, at) => `k${at}: 1`).join(", ");
  return `x-a: &a {${big}}\nx-b: [${"{<<: *a},".repeat(count * 10)}]`;
}

function services(count: number, form: string): string {
  return `services:\n${Array.from({ length: count }, (_, at) => `  s${at}: ${form}`).join("\n")}`;
}

function chain(length: number, attribute: string, form = "%"): string {
  const links = Array.from({ length }, (_, at) =>
    at === 0 ? "  s0: {image: a}" : `  s${at}: {image: a, ${attribute}: ${form.replace("%", `s${at - 1}`)}}`,
  );
  return `services:\n${links.reverse().join("\n")}`;
}

function bytes(length: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length }, () => random(256));
}

/** So many files: the exhausting ones, and others of bytes, of pieces of YAML, and valid ones with something wrong. */
export function junk(count: number, seed: number): Junk[] {
  const random = randomNumbers(seed);
  const others = Array.from({ length: Math.max(0, count - exhausting.length) }, (_, at): Junk => {
    switch (at % 4) {
      case 0:
        return { name: `bytes ${at}`, content: bytes(random(5000), seed + at) };
      case 1:
        return { name: `pieces ${at}`, content: `services: {web: ${somePieces(random, 1 + random(200))}` };
      case 2:
        return { name: `cut ${at}`, content: `${valid.slice(0, 10 + random(valid.length - 10))}\n  - [` };
      default:
        return { name: `mixed ${at}`, content: mixed(random) };
    }
  });
  return [...exhausting, ...others];
}

function somePieces(random: (below: number) => number, count: number): string {
  return Array.from({ length: count }, () => pieces[random(pieces.length)] ?? "").join("");
}

/** A valid file into which pieces fell in some places. */
function mixed(random: (below: number) => number): string {
  let text = valid;
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const at = random(text.length);
    text = text.slice(0, at) + somePieces(random, 1 + random(3)) + text.slice(at + random(3));
  }
  return text;
}
