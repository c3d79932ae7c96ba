import { makeMark, type Subnet, SubnetBlock } from "../../tools/marks/index.ts";

/** This test run's mark: every stack a test makes carries it in its name, and so do the labels of all its objects. */
export const runId = makeMark("test");

/** The project of every stack a test makes. */
export const testProject = "bulkhead-test";

let counter = 0;

/** A name nobody else has, in this run or another. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${runId}-${counter}`;
}

const block = new SubnetBlock();

/** A /28 that no other test of this run has, for tests that choose their own subnets. */
export function uniqueSubnet(): Subnet {
  return block.next();
}
