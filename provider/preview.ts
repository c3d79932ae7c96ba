import { type Properties, Unknown } from "./protocol/values.ts";
import type { ResourceType } from "./resources/resource.ts";
import type { Row } from "./tables/row.ts";

/** The outputs a preview can promise: what was given; unknown is what only the engine will tell. */
export function previewed(type: ResourceType, inputs: Properties): Properties {
  const computed = Object.keys(type.computed).map(name => [name, Unknown.instance]);
  const rows = Object.entries(type.table as Readonly<Record<string, Row<never, never>>>).map(
    ([name, row]) => {
      const given = inputs[name];
      const later = row.unknownUntilMade?.(given) ?? (row.output !== undefined && given === undefined);
      return [name, later ? Unknown.instance : given];
    },
  );
  return Object.fromEntries([...rows, ...computed]);
}
