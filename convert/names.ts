/** A name that a variable of a program can have: `db_password` becomes `dbPassword`. */
export function identifier(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter(word => word !== "")
    .map(word => word.toLowerCase());
  const joined = words
    .map((word, index) => (index === 0 ? word : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`))
    .join("");
  return /^[a-z]/.test(joined) && !reserved.has(joined)
    ? joined
    : `the${joined.replace(/^./, first => first.toUpperCase())}`;
}

const reserved: ReadonlySet<string> = new Set(
  "break case catch class const continue default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async config folder profiles process interpolate".split(
    " ",
  ),
);

/** Gives each thing a name of its own. */
export class Names {
  readonly #taken = new Set<string>();

  of(name: string): string {
    const wanted = identifier(name);
    let found = wanted;
    for (let count = 2; this.#taken.has(found); count += 1) found = `${wanted}${count}`;
    this.#taken.add(found);
    return found;
  }
}

/** Whether a variable's name says that its value is nobody's business. */
export function isSecretName(name: string): boolean {
  return (
    /pass(?:word|wd|phrase)?(?:$|[^a-z])|pass$|secret|token|api_?key|private_?key|credential/i.test(name) &&
    !/_FILE$/i.test(name)
  );
}
