import { Output } from "@pulumi/pulumi";

/**
 * What a program's `transform` makes of an inner resource's arguments.
 *
 * @param whose what the resource is of, for messages: `Workload "api"`.
 * @throws Error that names the transform, where it fails or gives no arguments: Pulumi would blame the inner resource.
 */
export function transformed<Args extends object>(
  whose: string,
  args: Args,
  transform: ((args: Args) => Args) | undefined,
): Args {
  if (transform === undefined) return args;
  const given = answerOf(whose, () => transform(args)) as unknown;
  if (typeof given === "object" && given !== null && !Output.isInstance(given) && !("then" in given)) {
    return given as Args;
  }
  throw new TransformError(
    `The transform of ${whose} gives no arguments. Return what it is given, changed or not, at once.`,
  );
}

function answerOf<T>(whose: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TransformError(`The transform of ${whose} failed: ${reason}. Correct it.`, { cause: error });
  }
}

/** The stack of such an error points at this library: a program's runner prints it without. */
class TransformError extends Error {
  readonly __pulumiRunError = true;
}
