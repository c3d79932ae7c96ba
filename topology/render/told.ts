import type { Reach } from "../reach/edge.ts";

/** A reach without what is not known for want of the engine alone: that is told in one line. */
export function toldOf(reach: Reach): Reach {
  return { ...reach, edges: reach.edges.filter(({ untold }) => untold !== true) };
}

/** Says how many edges hang on the engine; nothing where none does. */
export function untoldText({ edges }: Reach): string[] {
  const count = edges.filter(({ untold }) => untold === true).length;
  if (count === 0) return [];
  const what = count === 1 ? "1 more hangs" : `${count} more hang`;
  return [`${what} on the engine: --engine-version and --firewall say which it is.`];
}
