import { output, unknown } from "@pulumi/pulumi";

/** One for all copies of this package. */
const mark = Symbol.for("pulumi-bulkhead/faulty");

/** Another component, whose fault has been told, is what keeps this one from being made. */
export class FaultElsewhere extends Error {}

/** Takes a component's place in the rest of the program: its outputs are unknown, its methods lead back to it. */
export function standIn<Component extends object>(component: { readonly prototype: Component }): Component {
  const { prototype } = component;
  const self: Component = new Proxy(prototype, {
    get: (_, key): unknown => {
      if (key === mark) return true;
      if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
      // Other symbols ask what it is, and nothing it is would be true; a promise it is not.
      if (typeof key === "symbol" || key === "then" || key.startsWith("__")) return undefined;
      return typeof Reflect.get(prototype, key) === "function" ? () => self : output(unknown);
    },
  });
  return self;
}

/**
 * True for what stands in for a faulty component, or holds one.
 *
 * @param depth how many levels down it is looked for.
 */
export function isFaulty(value: unknown, depth = 4): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Reflect.get(value, mark) === true) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return plain && depth > 0 && Object.values(value).some(inner => isFaulty(inner, depth - 1));
}
