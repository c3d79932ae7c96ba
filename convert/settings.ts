import { isSecretName, type Names } from "./names.ts";
import { partsOf, type VariablePart } from "./template.ts";

/** A value that whoever deploys gives. */
export interface Setting {
  /** What it is called in the program and in the stack's config. */
  readonly name: string;
  readonly secret: boolean;
  readonly otherwise?: string;
  /** Where it comes from, in words. */
  readonly origin: string;
  /** The variable of the compose file that it was. */
  readonly variable?: string;
  /** Whether the compose file refuses to go without it. */
  readonly required?: true;
  /** The service whose image it names, where that is built. */
  readonly imageOf?: string;
  /** What stood in the compose file: for whoever deploys it as it is, and written nowhere. */
  readonly value?: string;
}

/** The values of a project that whoever deploys gives: variables of the compose file, and passwords that stood in it. */
export class Settings {
  readonly #names: Names;
  readonly #held: ReadonlyMap<string, VariablePart>;
  readonly #byVariable = new Map<string, Setting>();
  readonly #bySecret = new Map<string, Setting>();
  readonly #others: Setting[] = [];

  /** @param held variables of the compose file by what they hold where it is read. */
  constructor(names: Names, held: ReadonlyMap<string, VariablePart> = new Map()) {
    this.#names = names;
    this.#held = held;
  }

  list(): Setting[] {
    return [...this.#byVariable.values(), ...this.#bySecret.values(), ...this.#others];
  }

  /** What the compose file takes from a variable. */
  variable({ variable: name, otherwise, required }: VariablePart, holder: string): Setting {
    const known = this.#byVariable.get(name);
    if (known !== undefined && (required === undefined || known.required)) return known;
    if (known !== undefined) {
      const stricter: Setting = { ...known, required: true };
      this.#byVariable.set(name, stricter);
      return stricter;
    }
    const setting: Setting = {
      name: this.#names.of(name),
      secret: isSecretName(name) || isSecretName(holder),
      origin: `the variable ${name}`,
      variable: name,
      ...(required ? { required } : {}),
      ...(otherwise === undefined || otherwise === "" ? {} : { otherwise }),
    };
    this.#byVariable.set(name, setting);
    return setting;
  }

  /** A password that stands in the files; one that stands there twice is one, and so is one that a variable holds. */
  secret(value: string, wanted: string, origin: string): Setting {
    const known = this.#bySecret.get(value);
    if (known !== undefined) return known;
    const variable = this.#held.get(value);
    if (variable !== undefined) return this.variable(variable, wanted);
    const setting = { name: this.#names.of(wanted), secret: true, origin, value };
    this.#bySecret.set(value, setting);
    return setting;
  }

  /** The image of a service that is built. */
  image(service: string, origin: string): Setting {
    const setting = { name: this.#names.of(`${service}-image`), secret: false, origin, imageOf: service };
    this.#others.push(setting);
    return setting;
  }

  /**
   * A text of the compose file as an expression of the program.
   *
   * @param holder what it is the value of.
   */
  expression(template: string, holder: string): Expression {
    const parts = partsOf(template).map(part =>
      typeof part === "string" ? part : this.variable(part, holder),
    );
    return expressionOf(parts);
  }
}

/** A piece of program, and whether it is secret, and so an output. */
export interface Expression {
  readonly text: string;
  readonly secret: boolean;
}

export function expressionOf(parts: readonly (string | Setting)[]): Expression {
  const [only] = parts;
  if (parts.length === 0) return { text: '""', secret: false };
  if (parts.length === 1 && only !== undefined) {
    return typeof only === "string"
      ? { text: JSON.stringify(only), secret: false }
      : { text: only.name, secret: only.secret };
  }
  const inside = parts.map(part => (typeof part === "string" ? escaped(part) : `\${${part.name}}`)).join("");
  const secret = parts.some(part => typeof part !== "string" && part.secret);
  return { text: `${secret ? "interpolate" : ""}\`${inside}\``, secret };
}

function escaped(text: string): string {
  return text.replace(/[\\`]|\$\{/g, found => `\\${found}`).replaceAll("\n", "\\n");
}
