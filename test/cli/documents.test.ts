import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Folder } from "../harness/folder.ts";
import { root } from "../harness/project.ts";

/** Documents whose blocks of `console` show what commands print. */
const documents = ["docs/topology.md"];

const fileBlock = /<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g;
const consoleBlock = /```console\n\$ bulkhead (.*)\n([\s\S]*?)```/g;

for (const document of documents) {
  describe(`what ${document} shows`, function () {
    this.timeout(30_000);
    const folder = new Folder();
    after(() => folder.dispose());

    it("is what its commands print of its files", async () => {
      const text = await readFile(join(root, document), "utf8");
      for (const [, name = "", content = ""] of text.matchAll(fileBlock))
        await folder.write({ [name]: content });
      const shown = [...text.matchAll(consoleBlock)];
      assert.ok(shown.length > 0);
      for (const [, command = "", output] of shown) {
        const { stdout, stderr } = await folder.bulkhead(...command.split(" "));
        assert.deepEqual([command, stdout, stderr], [command, output, ""]);
      }
    });
  });
}
