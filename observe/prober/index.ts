/** What verifying takes, by itself: a command that does no more loads no more, and its start is much of its time. */
export { verifySummary, verifyTable } from "../verifyTable.ts";
export type { Outside } from "./egress.ts";
export type { Pair } from "./pair.ts";
export {
  type ChangeKind,
  type Egress,
  type Found,
  foundWords,
  isFine,
  type LiveChange,
  type Probe,
  type ProbeVerdict,
  type UnseenNode,
  type Verification,
} from "./report.ts";
export { type VerifyOptions, verify } from "./verify.ts";
