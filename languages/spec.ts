/** A type in the words of Pulumi's schema. @see https://www.pulumi.com/docs/using-pulumi/pulumi-packages/schema/ */
export interface TypeSpec {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping: Readonly<Record<string, string>>;
  };
  /** Known before anything runs: no output is taken. */
  readonly plain?: true;
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly const?: string;
  readonly secret?: true;
}

export type Properties = Readonly<Record<string, PropertySpec>>;

/** An object or an enumeration that has a name. */
export interface ComplexTypeSpec {
  readonly type: "object" | "string";
  readonly description?: string;
  readonly properties?: Properties;
  readonly required?: readonly string[];
  readonly enum?: readonly { readonly name: string; readonly value: string }[];
}

export interface ResourceSpec {
  readonly isComponent: true;
  readonly description: string;
  readonly inputProperties: Properties;
  readonly requiredInputs: readonly string[];
  readonly properties: Properties;
  readonly required: readonly string[];
}

/** The package as Pulumi's schema describes it. */
export interface PackageSpec {
  readonly name: string;
  readonly version?: string;
  readonly types: Readonly<Record<string, ComplexTypeSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly [more: string]: unknown;
}

/** The prefix of a reference to a type. */
export const typesRef = "#/types/";

/** The prefix of a reference to a component. */
export const resourcesRef = "#/resources/";

/** A value of any type; a resource among them. */
export const anyRef = "pulumi.json#/Any";
