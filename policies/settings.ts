import { parseFlow } from "./flowText.ts";

/** A setting of a rule, as a JSON schema: Pulumi checks the pack's config by it. */
export type Setting =
  | { readonly type: "boolean"; readonly default: boolean; readonly description: string }
  | {
      readonly type: "integer" | "number";
      readonly default: number;
      readonly minimum?: number;
      readonly description: string;
    }
  | {
      readonly type: "string";
      readonly default: string;
      readonly enum?: readonly string[];
      /** `regex`: it must be a regular expression. */
      readonly format?: "regex";
      readonly description: string;
    }
  | {
      readonly type: "array";
      readonly items: { readonly type: "string" };
      readonly default: readonly string[];
      /** `flow`: each must be a flow, as `web -> app:8080/tcp`. */
      readonly format?: "flow";
      readonly description: string;
    };

/** The settings of a rule, by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** What a setting can be set to. */
export type Value<S extends Setting> = S extends { readonly type: "boolean" }
  ? boolean
  : S extends { readonly type: "array" }
    ? readonly string[]
    : S extends { readonly type: "string" }
      ? string
      : number;

/** The values a rule runs with. */
export type Values<S extends Settings> = { readonly [Name in keyof S]: Value<S[Name]> };

/** What is wrong with a value, in words; undefined where nothing is. */
export function complaint(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "integer":
    case "number":
      return numberComplaint(setting, value);
    case "string":
      return textComplaint(setting, value);
    case "array":
      return listComplaint(setting, value);
  }
}

function numberComplaint(
  { type, minimum }: Extract<Setting, { readonly type: "integer" | "number" }>,
  value: unknown,
): string | undefined {
  if (typeof value !== "number" || (type === "integer" && !Number.isInteger(value))) {
    return type === "integer" ? "must be a whole number" : "must be a number";
  }
  return minimum !== undefined && value < minimum ? `must be at least ${minimum}` : undefined;
}

function textComplaint(
  { enum: choice, format }: Extract<Setting, { readonly type: "string" }>,
  value: unknown,
): string | undefined {
  if (typeof value !== "string") return "must be a text";
  if (choice !== undefined && !choice.includes(value)) return `must be one of ${choice.join(", ")}`;
  return format === "regex" && !isRegExp(value) ? "must be a regular expression" : undefined;
}

function listComplaint(
  { format }: Extract<Setting, { readonly type: "array" }>,
  value: unknown,
): string | undefined {
  if (!Array.isArray(value) || !value.every(item => typeof item === "string"))
    return "must be a list of texts";
  const odd = format === "flow" ? value.find(item => parseFlow(item) === undefined) : undefined;
  return odd === undefined ? undefined : `must hold flows such as "web -> app:8080/tcp", not "${odd}"`;
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
