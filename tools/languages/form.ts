import type { z } from "zod";

/** A form that something is checked with. */
export type Form = z.core.$ZodType;

/** What a form is made of. */
export function defOf(form: Form): z.core.$ZodTypes["_zod"]["def"] {
  return (form as z.core.$ZodTypes)._zod.def;
}

/** The form of what is there, where it may be left out. */
export function withoutOptional(form: Form): Form {
  const def = defOf(form);
  return def.type === "optional" ? def.innerType : form;
}

/** The forms of which one is to fit. */
export function optionsOf(form: Form): Form[] {
  const def = defOf(form);
  return def.type === "union" ? def.options.flatMap(optionsOf) : [form];
}

/** The forms of an object's properties; undefined for what is no object. */
export function shapeOf(form: Form): Readonly<Record<string, Form>> | undefined {
  const def = defOf(form);
  return def.type === "object" ? def.shape : undefined;
}

/** The words of a choice. */
export function wordsOf(form: Form): readonly unknown[] {
  const def = defOf(form);
  if (def.type === "literal") return def.values;
  return def.type === "enum" ? Object.values(def.entries) : [];
}

/** True for a number without a fraction. */
export function isWhole(form: Form): boolean {
  const def = defOf(form);
  return def.type === "number" && "format" in def && def.format === "safeint";
}

/** What a form that is a function of its own says of itself. */
function paramsOf(form: Form): Readonly<Record<string, unknown>> {
  const def: object = defOf(form);
  return "params" in def ? (def.params as Readonly<Record<string, unknown>>) : {};
}

/** True for a string that may be an output. */
export function isInputString(form: Form): boolean {
  return paramsOf(form)["standIn"] === "";
}

/** True for what is of no type in any language. */
export function isUntyped(form: Form): boolean {
  return paramsOf(form)["untyped"] === true;
}

/** True for what is secret, by itself or in each of its values. */
export function holdsSecrets(form: Form): boolean {
  const def = defOf(form);
  return def.type === "record" ? holdsSecrets(def.valueType) : paramsOf(form)["secret"] === true;
}

/** The tag of one kind of object among several. */
export function constantOf(form: Form, name: string): { const?: string } {
  const def = defOf(form);
  return name === "kind" && def.type === "literal" ? { const: String(def.values[0]) } : {};
}
