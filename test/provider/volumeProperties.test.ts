import assert from "node:assert/strict";
import { inspectVolume } from "../../engine/index.ts";
import { volume } from "../../provider/resources/volume.ts";
import { engine } from "../harness/engine.ts";
import { unique } from "../harness/run.ts";
import type { PropertyCase } from "./properties/case.ts";
import { goThrough, type Subject, titleOf } from "./properties/lifetime.ts";
import { listsOf, longestAt, placesIn, placesOf } from "./properties/places.ts";
import { useProvider, volumeUrn } from "./useProvider.ts";

const name = unique("volume");
const tmpfs = { type: "tmpfs", device: "tmpfs", o: "size=1m" };

const cases: readonly PropertyCase[] = [
  { first: { name }, shows: { Name: name }, second: { name: unique("other") }, change: "replace" },
  {
    first: { driver: "local", driverOpts: tmpfs },
    shows: { Driver: "local", Options: tmpfs },
    second: { driver: "other", driverOpts: { ...tmpfs, o: "size=2m" } },
    change: "replace",
  },
  {
    first: {
      labels: [
        { label: "team", value: "shop" },
        { label: "note", value: "" },
      ],
    },
    shows: { Labels: { team: "shop", note: "" } },
    second: { labels: [{ label: "team", value: "bank" }] },
    change: "replace",
  },
];

describe("provider: Volume properties", () => {
  const provider = useProvider();
  const subject: Subject = {
    type: volume,
    urn: volumeUrn,
    common: {},
    inspect: id => inspectVolume(engine, id),
  };

  it("each have a case, and the lists among them one with two items", () => {
    const given = new Set(cases.flatMap(({ first }) => placesIn(first)));
    assert.deepEqual(
      placesOf(volume.table).filter(path => !given.has(path)),
      [],
    );
    for (const { path } of listsOf(volume.table)) {
      assert.ok(Math.max(...cases.map(({ first }) => longestAt(first, path.split(".")))) >= 2, path);
    }
  });

  for (const one of cases) it(titleOf(one), () => goThrough(provider.client, subject, one));
});
