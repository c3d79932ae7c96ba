export { readEngine } from "./live/engineTopology.ts";
export { findInstances, type Instance } from "./live/instances.ts";
export type { Found, Probe, ProbeVerdict, Verification } from "./prober/report.ts";
export { type VerifyOptions, verify } from "./prober/verify.ts";
export { verifySummary, verifyTable } from "./verifyTable.ts";
