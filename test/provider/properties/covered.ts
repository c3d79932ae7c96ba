import assert from "node:assert/strict";
import type { Field } from "../../../provider/tables/shape.ts";
import type { PropertyCase } from "./case.ts";
import { listsOf, longestAt, placesIn, placesOf } from "./places.ts";

/** Asserts that each place a value can be given at has a case, and each list among them one with two items. */
export function assertCovered(fields: Readonly<Record<string, Field>>, cases: readonly PropertyCase[]): void {
  const given = new Set(cases.flatMap(({ first }) => placesIn(first)));
  assert.deepEqual(
    placesOf(fields).filter(path => !given.has(path)),
    [],
    "places without a case",
  );
  const short = listsOf(fields).filter(
    ({ path }) => Math.max(...cases.map(({ first }) => longestAt(first, path.split(".")))) < 2,
  );
  assert.deepEqual(short, [], "lists without a case of two items");
}
