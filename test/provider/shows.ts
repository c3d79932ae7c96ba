import assert from "node:assert/strict";

/** What an object must hold at least: objects in part, everything else as it is. */
export type Part = unknown;

/** Asserts that the object holds what is expected of it; what nobody expects may be there too. */
export function assertShows(actual: unknown, expected: Part, path = ""): void {
  if (!isObject(expected)) {
    assert.deepEqual(
      actual,
      expected,
      `${path || "it"} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
    return;
  }
  assert.ok(
    isObject(actual),
    `${path || "it"} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  );
  for (const [key, value] of Object.entries(expected)) {
    assertShows(actual[key], value, path === "" ? key : `${path}.${key}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
