import ts from "typescript";

/** What a value of a type may be, in the terms in which a form speaks of it. */
export type Member =
  | { readonly kind: "string" | "number" | "boolean" | "function" | "resource" }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "list" | "record"; readonly of: ts.Type }
  | { readonly kind: "object"; readonly type: ts.Type }
  /** A component by its class, or by what several of them can do. */
  | { readonly kind: "component"; readonly names: readonly string[]; readonly named: boolean };

export interface Members {
  readonly members: readonly Member[];
  /** Outputs and promises are taken too. */
  readonly input: boolean;
}

/** The components that can stand where something is asked for by what it does. */
export interface Roles {
  readonly components: ReadonlySet<string>;
  readonly byRole: Readonly<Record<string, readonly string[]>>;
  /** Roles whose components are taken by name too. */
  readonly named: ReadonlySet<string>;
}

/** Takes a type apart; what is undefined is left out. */
export function membersOf(checker: ts.TypeChecker, type: ts.Type, roles: Roles): Members {
  const all = type.isUnion() ? type.types : [type];
  const asInput = new Set(["Promise", "OutputInstance"]);
  const parts = all.filter(part => !(part.flags & ts.TypeFlags.Undefined));
  const own = parts.filter(part => !asInput.has(part.getSymbol()?.name ?? ""));
  const words = own.flatMap(part => (part.isStringLiteral() ? [part.value] : []));
  const others = own.filter(part => !part.isStringLiteral());
  const members = others.map(part => memberOf(checker, part, roles));
  const once = members.filter(
    (member, index) =>
      member.kind !== "boolean" || members.findIndex(({ kind }) => kind === "boolean") === index,
  );
  return {
    members: words.length === 0 ? once : [{ kind: "words", words }, ...once],
    input: own.length < parts.length,
  };
}

function memberOf(checker: ts.TypeChecker, type: ts.Type, roles: Roles): Member {
  if (type.flags & ts.TypeFlags.String) return { kind: "string" };
  if (type.flags & ts.TypeFlags.Number) return { kind: "number" };
  if (type.flags & ts.TypeFlags.BooleanLike) return { kind: "boolean" };
  const name = type.getSymbol()?.name ?? "";
  if (roles.components.has(name)) return { kind: "component", names: [name], named: false };
  const able = roles.byRole[name];
  if (able !== undefined) return { kind: "component", names: able, named: roles.named.has(name) };
  if (name === "Resource") return { kind: "resource" };
  if (type.getCallSignatures().length > 0) return { kind: "function" };
  if (checker.isArrayType(type)) {
    const [of] = checker.getTypeArguments(type as ts.TypeReference);
    if (of !== undefined) return { kind: "list", of };
  }
  const of = type.getStringIndexType();
  if (of !== undefined) return { kind: "record", of };
  return { kind: "object", type };
}
