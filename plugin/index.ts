/** What every plugin of Pulumi does alike, whatever its protocol: it serves, answers, and ends with the engine. */
export { answer, type Failure, plainFailure } from "./answer.ts";
export { neverIdle, watchEngine } from "./lifeline.ts";
export { serve } from "./serve.ts";
