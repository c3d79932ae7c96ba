import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "../../../provider/journal.ts";

describe("the journal of creations", () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "bulkhead-test-"));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  const open = (): Journal => Journal.open("an-id", { XDG_STATE_HOME: state });
  const notes = (): string[] =>
    readdirSync(state, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  const begun = { kind: "container", urn: "urn:one", name: "web-1" } as const;
  const begin = async (): Promise<Journal> => {
    const journal = open();
    await journal.creating(begun.kind, begun.urn, begun.name, async () => {});
    return journal;
  };

  it("says in the next run what was begun, and whether Pulumi was told of it", async () => {
    const first = await begin();
    assert.deepEqual(open().untold(), [begun]);
    assert.deepEqual(open().unconfirmed("container", "urn:one"), ["web-1"]);
    first.tell("container", "web-1");
    assert.deepEqual(open().untold(), []);
    assert.deepEqual(open().unconfirmed("container", "urn:one"), ["web-1"]);
    assert.deepEqual(open().unconfirmed("network", "urn:one"), []);
  });

  it("never has a note in two halves: what was begun is written once", async () => {
    const first = await begin();
    const [written] = notes().map(file => statSync(file));
    first.tell("container", "web-1");
    const [told] = notes().map(file => statSync(file));
    assert.equal(notes().length, 1);
    assert.deepEqual([told?.ino, told?.mtimeMs], [written?.ino, written?.mtimeMs]);
  });

  it("forgets what Pulumi speaks of, in this run or the next", async () => {
    const first = await begin();
    first.tell("container", "web-1");
    open().confirm("container", "web-1");
    assert.deepEqual(notes(), []);
    const second = await begin();
    second.confirm("container", "web-1");
    assert.deepEqual(notes(), []);
  });

  it("forgets what the engine refused", async () => {
    const journal = open();
    const refused = journal.creating("network", "urn:two", "net-1", async () => {
      throw new Error("no");
    });
    await assert.rejects(refused, /no/);
    assert.deepEqual(notes(), []);
  });
});
