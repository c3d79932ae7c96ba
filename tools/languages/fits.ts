import type ts from "typescript";
import { defOf, type Form, isInputString, shapeOf, wordsOf } from "./form.ts";
import type { Member } from "./members.ts";
import { sameSet } from "./names.ts";

/**
 * Whether a form and a member of a type speak of the same.
 *
 * @param input whether the type takes outputs as well.
 */
export function fits(checker: ts.TypeChecker, form: Form, member: Member, input: boolean): boolean {
  const def = defOf(form);
  switch (member.kind) {
    case "string":
      return input ? isInputString(form) : def.type === "string";
    case "number":
    case "boolean":
      return def.type === member.kind;
    case "words":
      return sameSet(wordsOf(form), member.words);
    case "list":
      return def.type === "array";
    case "record":
      return def.type === "record";
    case "object": {
      const shape = shapeOf(form);
      if (shape === undefined) return false;
      const names = checker.getPropertiesOfType(member.type).map(({ name }) => name);
      const others = Object.keys(shape).filter(key => !names.includes(key));
      // Which object of several is meant is told by what it is called; what it lacks is said of it.
      return others.length + names.filter(name => !Object.hasOwn(shape, name)).length <= 1;
    }
    default:
      return def.type === "custom" && !isInputString(form);
  }
}
