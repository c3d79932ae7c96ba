import { isUnknown, type Maybe } from "../../model/known.ts";
import { Fields } from "./fields.ts";
import { nameOf, type StackResource } from "./resource.ts";

/** Resources of one kind, as others refer to them: by a name or an id on the engine, or by a value not known yet. */
export class References {
  readonly #ids: ReadonlyMap<StackResource, string>;
  readonly #byName = new Map<string, StackResource>();
  readonly #byUrn = new Map<string, string>();
  readonly #elsewhere: ReadonlyMap<string, string>;

  /**
   * @param ids the ids in the topology.
   * @param properties further properties that others may use in place of the name: an image's id.
   * @param elsewhere ids of what no resource here is, by its name on the engine.
   */
  constructor(
    ids: ReadonlyMap<StackResource, string>,
    properties: readonly string[] = ["name"],
    elsewhere: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#ids = ids;
    this.#elsewhere = elsewhere;
    for (const [resource, id] of ids) {
      this.#byUrn.set(resource.urn, id);
      const fields = fieldsOf(resource);
      const names = [...properties.map(property => fields.text(property)), engineId(resource)];
      for (const name of names) {
        if (name !== undefined && !isUnknown(name) && !this.#byName.has(name))
          this.#byName.set(name, resource);
      }
    }
  }

  /** The resource that has a name or an id on the engine; undefined where none here has. */
  resource(name: string): StackResource | undefined {
    return this.#byName.get(name) ?? this.#byName.get(name.replace(/^\//, ""));
  }

  /** Its id in the topology. */
  named(name: string): string | undefined {
    const resource = this.resource(name);
    return resource === undefined ? this.#elsewhere.get(name) : this.#ids.get(resource);
  }

  /** The resources of this kind that a property takes values from. */
  behind({ propertyDependencies }: StackResource, property: string): string[] {
    const found = (propertyDependencies?.[property] ?? []).flatMap(urn => this.#byUrn.get(urn) ?? []);
    return [...new Set(found)];
  }

  /**
   * What a value stands for: by name, or, where it is not known yet, by the one resource of this kind that its property
   * takes values from. Undefined where that is none, or not clear.
   */
  resolve(resource: StackResource, property: string, value: Maybe<string>): string | undefined {
    if (!isUnknown(value)) return this.named(value);
    const [only, ...others] = this.behind(resource, property);
    return others.length === 0 ? only : undefined;
  }
}

/** The properties of a resource: what became of it before what was asked for. */
export function fieldsOf(resource: StackResource): Fields {
  return new Fields(nameOf(resource.urn), resource.outputs, resource.inputs);
}

function engineId(resource: StackResource): Maybe<string> | undefined {
  return new Fields(nameOf(resource.urn), resource).text("id");
}
