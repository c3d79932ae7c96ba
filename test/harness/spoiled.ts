/** A copy of plain arguments in which one part is another, and where that is. */
export type Spoiled = readonly [path: string, args: unknown];

/**
 * Copies of a value in each of which another part, or the whole, is something else.
 *
 * @param others what to put in place of a part.
 */
export function* spoiled(
  value: unknown,
  others: (part: unknown) => Iterable<unknown>,
  path = "",
): Generator<Spoiled> {
  for (const other of others(value)) yield [path, other];
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      for (const [at, one] of spoiled(inner, others, `${path}[${index}]`)) yield [at, value.with(index, one)];
    }
  } else if (isPlain(value)) {
    for (const [key, inner] of Object.entries(value)) {
      for (const [at, one] of spoiled(inner, others, path === "" ? key : `${path}.${key}`))
        yield [at, { ...value, [key]: one }];
    }
  }
}

/** True for an object that a program has written, and not for a resource. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
