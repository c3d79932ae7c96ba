import assert from "node:assert/strict";
import { foresightOf } from "../../../cli/foresight.ts";

interface State {
  readonly custom?: boolean;
  readonly outputs?: object;
}

const end = (op: string, urn: string, old: State | undefined, made: State | undefined) => ({
  resOutputsEvent: {
    metadata: {
      op,
      urn,
      ...(old === undefined ? {} : { old }),
      ...(made === undefined ? {} : { new: made }),
    },
  },
});
const summary = (resourceChanges: Record<string, number>) => ({ summaryEvent: { resourceChanges } });
const web = { custom: true, outputs: { image: "a" } };
const other = { custom: true, outputs: { image: "b" } };

describe("what a preview foresees", () => {
  const cases: readonly (readonly [
    string,
    Parameters<typeof foresightOf>[0],
    { changes: boolean; drifted: boolean },
  ])[] = [
    [
      "nothing, where all is the same",
      [end("refresh", "web", web, web), end("same", "web", web, web), summary({ same: 1 })],
      { changes: false, drifted: false },
    ],
    [
      "a step",
      [end("refresh", "web", web, web), end("update", "web", web, other), summary({ same: 1, update: 1 })],
      { changes: true, drifted: false },
    ],
    [
      "that something was changed by hand",
      [end("refresh", "web", web, other), end("same", "web", other, other), summary({ same: 1 })],
      { changes: false, drifted: true },
    ],
    [
      "that something was taken away by hand",
      [end("refresh", "web", web, undefined), end("create", "web", undefined, web), summary({ create: 1 })],
      { changes: true, drifted: true },
    ],
    [
      "that a component says something else, by its last word",
      [
        end("same", "app", { outputs: { topology: 1 } }, { outputs: {} }),
        end("same", "app", { outputs: { topology: 1 } }, { outputs: { topology: 2 } }),
        summary({ same: 1 }),
      ],
      { changes: true, drifted: false },
    ],
    [
      "nothing, where a component says the same by its last word",
      [
        end("same", "app", { outputs: { topology: 1 } }, { outputs: {} }),
        end("same", "app", { outputs: { topology: 1 } }, { outputs: { topology: 1 } }),
        summary({ same: 1 }),
      ],
      { changes: false, drifted: false },
    ],
    [
      "that a program's own secret may be another",
      [
        end("same", "stack", { outputs: { p: "[secret]" } }, { outputs: { p: "[secret]" } }),
        summary({ same: 1 }),
      ],
      { changes: true, drifted: false },
    ],
    [
      "whatever there may be, where it did not come to its end",
      [end("same", "web", web, web)],
      { changes: true, drifted: true },
    ],
  ];
  for (const [what, events, expected] of cases) {
    it(what, () => assert.deepEqual(foresightOf(events), expected));
  }
});
