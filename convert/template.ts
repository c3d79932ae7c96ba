/** A part of a text of a compose file: what it says, or a variable of whoever deploys. */
export type Part = string | VariablePart;

export interface VariablePart {
  readonly variable: string;
  readonly otherwise?: string;
  /** Whether the file refuses to go without it. */
  readonly required?: true;
}

const part = /\$\$|\$\{([_a-z][_a-z0-9]*)(?:(:?[-?+])([^${}]*))?\}|\$([_a-z][_a-z0-9]*)|[^$]+|\$/gi;

/**
 * Divides a text at its variables. What is more than a name with a default stays as it is written: nobody would have it
 * guessed.
 *
 * @example partsOf("postgres://${USER:-shop}@db") // ["postgres://", { variable: "USER", otherwise: "shop" }, "@db"]
 */
export function partsOf(template: string): Part[] {
  const found: Part[] = [];
  const add = (text: string): void => {
    const last = found.at(-1);
    if (typeof last === "string") found[found.length - 1] = last + text;
    else found.push(text);
  };
  for (const [whole, braced, sign, more = "", plain] of template.matchAll(part)) {
    const variable = braced ?? plain;
    if (whole === "$$") add("$");
    else if (variable === undefined || sign?.endsWith("+")) add(whole);
    else
      found.push({
        variable,
        ...(sign?.endsWith("-") ? { otherwise: more } : {}),
        ...(sign?.endsWith("?") ? { required: true } : {}),
      });
  }
  return found;
}
