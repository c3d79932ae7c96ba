import assert from "node:assert/strict";
import { type Entry, EntryCheck } from "../../../observe/copy/entry.ts";
import { readPlace } from "../../../observe/index.ts";

const take = (to: string, ...entries: readonly Entry[]) => {
  const check = new EntryCheck("data", to);
  return entries.map(entry => check.take(entry));
};

describe("what may be copied", () => {
  it("has its new name, links within it too", () => {
    assert.deepEqual(
      take(
        "copy",
        { name: "data/", type: "directory" },
        { name: "data/a", type: "file" },
        { name: "data/b", type: "link", linkname: "data/a" },
        { name: "data/in/c", type: "symlink", linkname: "../a" },
      ),
      [
        { name: "copy" },
        { name: "copy/a" },
        { name: "copy/b", linkname: "copy/a" },
        { name: "copy/in/c", linkname: "../a" },
      ],
    );
    assert.deepEqual(take("", { name: "data/", type: "directory" }, { name: "data/a" }), [
      { name: "." },
      { name: "a" },
    ]);
  });

  const escaping: readonly (readonly [string, readonly Entry[], RegExp])[] = [
    ["a way up", [{ name: "data/../../etc/passwd" }], /is not in data/],
    ["an absolute path", [{ name: "/etc/passwd" }], /is not in data/],
    ["another folder", [{ name: "database/x" }], /is not in data/],
    ["a link out", [{ name: "data/x", type: "symlink", linkname: "../../etc" }], /out of what is copied/],
    ["an absolute link", [{ name: "data/x", type: "symlink", linkname: "/etc" }], /out of what is copied/],
    [
      "a file through a link",
      [{ name: "data/x", type: "symlink", linkname: "y" }, { name: "data/x/z" }],
      /through the link copy\/x/,
    ],
    [
      "another's file by a hard link",
      [{ name: "data/x", type: "link", linkname: "etc/shadow" }],
      /is not in/,
    ],
    ["a device", [{ name: "data/x", type: "block-device" }], /block-device, and no file/],
  ];
  for (const [what, entries, words] of escaping) {
    it(`is not ${what}`, () => {
      assert.throws(() => take("copy", ...entries), words);
    });
  }

  it("is named as a place of a container or a volume", () => {
    assert.deepEqual(readPlace("db1:/var/lib"), { kind: "container", name: "db1", path: "/var/lib" });
    assert.deepEqual(readPlace("volume:data:/"), { kind: "volume", name: "data", path: "/" });
    for (const wrong of ["db1", "db1:var", ":/x", "db1:/a/../b", "volume:/x:y"]) {
      const place = readPlace(wrong);
      assert.ok(place === undefined || wrong === "volume:/x:y", wrong);
    }
  });
});
