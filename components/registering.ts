/**
 * Makes resources without the stack traces that Pulumi's SDK keeps for each of their properties, four a property: they
 * take most of the time in which a stack is constructed. Nobody reads them but who looks for leaked promises
 * (`PULUMI_DEBUG_PROMISE_LEAKS`), and so they stay there. Where a resource was made, which the SDK notes too, is kept.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/debuggable.ts
 */
export function registering<T>(make: () => T): T {
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return make();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
