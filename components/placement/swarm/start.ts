import { parseBlock } from "../../network/subnets.ts";

/** Where the script lies, and what it makes files of. */
export const startFolder = "/etc/bulkhead/start";

/** A network of a task, whose address there is to be known when it starts. */
export interface OwnNetwork {
  /** Its subnet; undefined where it is whatever leads to the node: the task's address there is known to nobody before. */
  readonly subnet: string | undefined;
}

/** What a task is told before its program starts. */
export interface StartPlan {
  readonly networks: readonly OwnNetwork[];
  /** An environment variable with the addresses to listen on; undefined where there is none. */
  readonly listen:
    | {
        readonly variable: string;
        /** Ports, by the place of their network in the list. */
        readonly at: readonly { readonly network: number; readonly port: number }[];
        /** Ports on loopback. */
        readonly loopback: readonly number[];
      }
    | undefined;
  /** Files to be written out, from where their text lies. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** What stands in a file for a task's address on a network: a line with it is written once for each address. */
export function addressMark(network: number): string {
  return `@own-address-${network}@`;
}

/**
 * A script for `sh` that starts a task's program with its own addresses. On one engine a replica listens at a name of its
 * own; the names of a Swarm are answered once a task is well, and so not while it begins. What the kernel says of the
 * task's own addresses is there at once (`/proc/net/fib_trie`). It needs nothing but `sh`.
 */
export function startScript({ networks, listen, files }: StartPlan): string {
  const ranges = networks.flatMap(({ subnet }) => (subnet === undefined ? [] : [rangeOf(subnet)]));
  return [
    "set -eu",
    "own=",
    "last=",
    "while read -r sign value more; do",
    `  case "$sign $value $more" in`,
    `    '/32 host LOCAL') case " $own $last" in *" $last "*|*' 127.'*) ;; *) own="$own$last " ;; esac ;;`,
    `    '|-- '*) last=$value ;;`,
    "  esac",
    "done < /proc/net/fib_trie",
    "number() { saved=$IFS; IFS=.; set -- $1; IFS=$saved; number=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4)); }",
    // Whether an address is between a first and a last one.
    'within() { number "$1"; [ "$number" -ge "$2" ] && [ "$number" -le "$3" ]; }',
    ...networks.map((_, index) => `net${index}=`),
    "for one in $own; do",
    ...networks.flatMap(({ subnet }, index) =>
      subnet === undefined
        ? [
            `  ${[...ranges.map(range => `within "$one" ${range} || `)].join("")}net${index}="$net${index}$one "`,
          ]
        : [`  if within "$one" ${rangeOf(subnet)}; then net${index}="$net${index}$one "; fi`],
    ),
    "done",
    ...networks.map(({ subnet }, index) => {
      const where = subnet === undefined ? "that leads to its node" : `in ${subnet}`;
      return `[ -n "$net${index}" ] || { echo "bulkhead: this task has no address ${where}" >&2; exit 1; }`;
    }),
    ...(listen === undefined ? [] : listening(listen)),
    ...files.flatMap(({ from, to }) => written(from, to, networks.length)),
    'exec "$@"',
    "",
  ].join("\n");
}

function listening({ variable, at, loopback }: NonNullable<StartPlan["listen"]>): string[] {
  return [
    "text=",
    ...at.map(
      ({ network, port }) => `for one in $net${network}; do text="\${text:+$text,}$one:${port}"; done`,
    ),
    ...loopback.map(port => `text="\${text:+$text,}127.0.0.1:${port}"`),
    `export ${variable}="$text"`,
  ];
}

function written(from: string, to: string, networks: number): string[] {
  const marks = Array.from({ length: networks }, (_, index) => {
    const mark = addressMark(index);
    return `    *${mark}*) for one in $net${index}; do printf '%s\\n' "\${line%%${mark}*}$one\${line#*${mark}}"; done ;;`;
  });
  return [
    'while IFS= read -r line || [ -n "$line" ]; do',
    '  case "$line" in',
    ...marks,
    `    *) printf '%s\\n' "$line" ;;`,
    "  esac",
    `done < ${from} > ${to}`,
  ];
}

/** The first and the last address of a subnet, as numbers. */
function rangeOf(subnet: string): string {
  const block = parseBlock(subnet);
  if (block === undefined) throw new Error(`${subnet} is no subnet.`);
  return `${block.first} ${block.first + 2 ** (32 - block.prefix) - 1}`;
}
