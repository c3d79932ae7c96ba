import { createRequire } from "node:module";
import { join } from "node:path";
import { loadLate } from "../../engine/loadLate.ts";
import { runsSourcesAsTheyAre } from "./typescriptOption.ts";

/**
 * What Pulumi's Node language host runs instead of the SDK's own `cmd/run`, with the same arguments and in the program's
 * folder, where PULUMI_LANGUAGE_NODEJS_RUN_PATH names this file. The SDK runs the program as ever, but without modules that
 * are seldom needed, and without a debugging aid: it keeps four stack traces for every property of every resource, to
 * print them if promises leak and PULUMI_DEBUG_PROMISE_LEAKS is set. With 60 containers they take 1.8 of the 2.8 s of
 * processor time a program needs.
 */

// When nobody reads its output any more, Pulumi was killed. The SDK takes that for an error of the program, and writes it
// to the same output, for ever.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(1);
    throw error;
  });
}

// A language host that is older than its CLI is not told of the option, and takes every program for one to be compiled.
if (runsSourcesAsTheyAre(process.cwd())) delete process.env["PULUMI_NODEJS_TYPESCRIPT"];

const require = createRequire(join(process.cwd(), "index.js"));

/** Loaded by the SDK at every start, and needed only where functions are turned into text. */
const seldomNeeded = ["@npmcli/arborist", "typescript"];

loadLate(require.resolve("@pulumi/pulumi"), seldomNeeded, () => {
  require("@pulumi/pulumi/cmd/run");
  require("@pulumi/pulumi");
});

/** The SDK's own module, whose exports its other modules call by this object. */
interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context?: unknown): Promise<T>;
}

if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) {
  const debuggable = require("@pulumi/pulumi/runtime/debuggable") as Debuggable;
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
