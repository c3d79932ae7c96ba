export { type CopyOptions, copy } from "./copy/copy.ts";
export { type CopyPlace, readPlace } from "./copy/place.ts";
export { type ExamineOptions, examine } from "./doctor/examine.ts";
export type { Conclusion, Examination, Fault, Step } from "./doctor/report.ts";
export { examinationText } from "./doctor/text.ts";
export { answeredNames, type EgressSeen, relayedCalls, unknownNames } from "./egress/lines.ts";
export {
  type EgressCalls,
  type EgressObservation,
  type EgressObserved,
  egressObservationText,
  egressObserved,
  isLearning,
  proposedEgress,
} from "./egress/propose.ts";
export { type ObserveOptions, observe } from "./flows/observe.ts";
export type { JudgedFlow, Observation, SeenFlow, UnusedFlow } from "./flows/report.ts";
export { observationText } from "./flows/text.ts";
export { Helpers, removeHelpers } from "./helper/helpers.ts";
export { type HelperSource, helperImage } from "./helper/image.ts";
export { helperLabel } from "./helper/namespaceHelper.ts";
export { readEngine } from "./live/engineTopology.ts";
export { findInstances, type Instance } from "./live/instances.ts";
export { readCounters } from "./meters/meter.ts";
export { openMetrics, openMetricsType } from "./meters/openMetrics.ts";
export { type OpenPath, openPath, type PathOptions, type PathSample } from "./meters/path.ts";
export { pathPlot, sparkline } from "./meters/plot.ts";
export { type Counters, type Sample, sampleOf } from "./meters/sample.ts";
export { bytes, sampleTable } from "./meters/table.ts";
export { type PageOptions, reachPage } from "./page/page.ts";
export * from "./prober/index.ts";
export { isOf, type StackMark } from "./stackMark.ts";
export { plain } from "./text/plain.ts";
