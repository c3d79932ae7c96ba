import { randomBytes } from "node:crypto";

/**
 * This test run's mark: every stack a test makes carries it in its name, and so do the labels of all its objects.
 * The process id is part of it, so that a later run can tell what a dead one left behind.
 */
export const runId = `t${process.pid}x${randomBytes(3).toString("hex")}`;

/** The project of every stack a test makes. */
export const testProject = "bulkhead-test";

let counter = 0;

/** A name nobody else has, in this run or another. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${runId}-${counter}`;
}

/** A block of addresses of this run alone, for tests that choose their own subnets: 10.X.Y.0/24 of 16 /28. */
const block = randomBytes(2);
const [second, third] = [64 + ((block[0] ?? 0) % 64), block[1] ?? 0];
let subnets = 0;

/** A /28 that no other test of this run has. */
export function uniqueSubnet(): { subnet: string; gateway: string; address: (host: number) => string } {
  const index = subnets++;
  const base = `10.${second}.${(third + Math.floor(index / 16)) % 256}`;
  const first = (index % 16) * 16;
  const address = (host: number): string => `${base}.${first + host}`;
  return { subnet: `${base}.${first}/28`, gateway: address(1), address };
}
