export { isLeftover, makeMark, type RunKind } from "./mark.ts";
export { type Subnet, SubnetBlock } from "./subnets.ts";
export { removeEnded, removeUnused, sweepMarked } from "./sweep.ts";
