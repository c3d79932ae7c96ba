import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import { EntryCheck } from "../../../observe/copy/entry.ts";
import { type Passage, pass } from "../../../observe/copy/pass.ts";

/** A folder with a file, larger than what streams hold back, and with a link that leads out of it. */
async function archive({ escaping }: { readonly escaping: boolean }): Promise<Buffer> {
  const packed = pack();
  packed.entry({ name: "data", type: "directory", mode: 0o750, uid: 7 });
  packed.entry({ name: "data/big", mode: 0o640, uid: 1234, gid: 5678 }, Buffer.alloc(300_000, "x"));
  if (escaping) packed.entry({ name: "data/out", type: "symlink", linkname: "/etc/passwd" });
  packed.entry({ name: "data/last" }, "the end");
  packed.finalize();
  return await buffer(packed);
}

/** One that is read piece by piece, and of which nobody ever hears that it is closed. */
function neverClosed(whole: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      at += 4096;
      this.push(at - 4096 < whole.length ? whole.subarray(at - 4096, at) : null);
    },
    destroy: () => undefined,
  });
}

const passing = (more: Omit<Passage, "check">): Promise<unknown> =>
  pass({ check: new EntryCheck("data", "copy"), patience: 50, ...more });

describe("what is copied on its way", () => {
  it("arrives under its new name, with owners and modes", async () => {
    const seen: unknown[] = [];
    const copied = await passing({
      archive: Readable.from([await archive({ escaping: false })]),
      write: async sent => {
        for await (const entry of sent.pipe(extract())) {
          const { name, uid, mode } = entry.header;
          seen.push([name, uid, mode, (await buffer(entry)).length]);
        }
      },
    });
    assert.deepEqual(copied, { files: 2, bytes: 300_007 });
    assert.deepEqual(seen, [
      ["copy", 7, 0o750, 0],
      ["copy/big", 1234, 0o640, 300_000],
      ["copy/last", 0, 0o644, 7],
    ]);
  });

  const writers: Readonly<Record<string, Passage["write"]>> = {
    "takes everything and never ends": async sent => {
      sent.resume();
      await new Promise(() => undefined);
    },
    "ends once it is broken off": (sent, signal) =>
      new Promise((_, reject) => {
        sent.resume();
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  for (const [what, write] of Object.entries(writers)) {
    it(`is refused with what is wrong, though whoever writes ${what}`, async () => {
      const escaping = neverClosed(await archive({ escaping: true }));
      await assert.rejects(passing({ archive: escaping, write }), /^Error: the link data\/out leads to/);
    });
  }

  it("ends with what the writer says, though it takes nothing more and no stream is closed", async () => {
    await assert.rejects(
      passing({
        archive: neverClosed(await archive({ escaping: false })),
        write: async () => {
          throw new Error("no space left");
        },
      }),
      /^Error: no space left$/,
    );
  });
});
