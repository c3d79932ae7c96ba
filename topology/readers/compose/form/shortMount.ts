import { normalize } from "node:path/posix";
import { blank } from "../variables/substitute.ts";

/** A mount as the short form has it. */
export interface ShortMount {
  readonly type: "bind" | "volume";
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly propagation?: string;
}

const propagations = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/**
 * Reads `[SOURCE:]TARGET[:MODE]`: a source that looks like a path is one, any other is a volume's name.
 *
 * @returns the mount, or what is wrong.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#volumes
 */
export function shortMount(text: string): ShortMount | string {
  if (text === "") return "is empty. Write SOURCE:TARGET:MODE.";
  if (text.length <= 2) return { type: "volume", target: text };
  // The colon of a Windows drive divides nothing.
  const parts = text.split(/(?<!(?:^|:)[A-Za-z]):/);
  if (parts.length > 3) return "has too many colons. Write SOURCE:TARGET:MODE.";
  if (parts.some(part => part === "")) return "has nothing between two colons. Write SOURCE:TARGET:MODE.";
  const [first = "", second, modes = ""] = parts;
  if (second === undefined) return { type: "volume", target: clean(first) };
  const options = modes.split(",");
  const propagation = options.find(option => propagations.includes(option));
  return {
    type: isPath(first) ? "bind" : "volume",
    source: first,
    target: clean(second),
    ...(options.includes("ro") ? { read_only: true } : {}),
    ...(propagation === undefined ? {} : { propagation }),
  };
}

/** A path without what says nothing: `.`, `..`, and slashes too many. */
export function clean(path: string): string {
  return path === "" ? "" : normalize(path).replace(/(?<=.)\/+$/, "");
}

/** What begins with a variable that is not set may be a path of the host. */
function isPath(source: string): boolean {
  return /^(?:[./~]|\\\\|[A-Za-z]:)/.test(source) || source.startsWith(blank);
}
