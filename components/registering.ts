/**
 * Makes a resource without the stack traces that Pulumi's SDK takes of each: four for every property, which nobody reads
 * but who looks for leaked promises, and one for its place in the program, which for a resource of a component is a line
 * of this library. Together they take a good part of the time in which a stack is constructed. With
 * `PULUMI_DEBUG_PROMISE_LEAKS` they stay; where a component was made is noted in any case.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/debuggable.ts
 */
export function registering<T>(make: () => T): T {
  const limit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] || !limit?.configurable) return make();
  // A limit of 0 would have each trace written all the same, and the SDK sets its own; one that is no number has none taken.
  Object.defineProperty(Error, "stackTraceLimit", { ...noLimit, configurable: true });
  try {
    return make();
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", limit);
  }
}

const noLimit = { get: () => undefined, set: () => undefined };
