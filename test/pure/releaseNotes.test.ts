import assert from "node:assert/strict";
import { releaseNotes } from "../../tools/release/notes.ts";

const changelog = `# Changelog

## Unreleased

- To come.

## 0.2.0 (2026-12-01)

### Added

- This.

## 0.1.0

`;

describe("the notes of a release", () => {
  it("are what the changelog says of its version", () => {
    assert.equal(releaseNotes(changelog, "0.2.0"), "### Added\n\n- This.");
    assert.equal(releaseNotes(changelog, "Unreleased"), "- To come.");
  });

  it("are refused where it says nothing, and for a part of a version", () => {
    for (const version of ["0.1.0", "0.2", "9.9.9", ""])
      assert.throws(() => releaseNotes(changelog, version), /^Error: CHANGELOG\.md says nothing of /);
  });
});
