import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import {
  diff,
  diffJson,
  reach,
  reachCsv,
  reachJson,
  reachMarkdown,
  reachTable,
} from "../../../../topology/index.ts";
import { root } from "../../../harness/project.ts";
import { runs, topology } from "../arbitraries.ts";
import { nastyShop, shop } from "./worlds.ts";

describe("topology: the table", () => {
  it("has an edge a line, what is wrong with it, and one sentence on the whole", () => {
    const lines = reachTable(reach(shop)).split("\n");
    const line = (from: string, to: string) =>
      lines.find(text => text.startsWith(from) && text.includes(`=>  ${to} `)) ?? "";
    assert.match(line("web", "app"), /^web +=> +app +tcp 8080 +declared$/);
    assert.match(line("db", "app"), /tcp 8080 +EXCESS: nobody declared it$/);
    assert.match(line("odd", "web"), /UNKNOWN: perhaps, nobody declared it$/);
    assert.match(line("odd", "db"), /UNKNOWN: perhaps reachable, declared$/);
    assert.match(line("web", "db"), /MISSING: declared, not reachable$/);
    assert.match(lines.at(-1) ?? "", /^\d+ edges: \d+ in excess, 2 missing\.$/);
  });

  it("says why, and below what is wrong how to change it", () => {
    const lines = reachTable(reach(shop), { explain: true }).split("\n");
    const at = lines.findIndex(text => text.startsWith("web") && text.includes("MISSING"));
    assert.equal(lines[at + 1], "    because they share no network");
    assert.equal(lines[at + 2], "    to change that: attach both to one network");
  });

  it("tells ways past others where they were asked for", () => {
    const table = reachTable(reach(shop, { paths: true }));
    assert.match(
      table,
      /Past others, who would have to pass it on:\n(.*\n)*web => app => db +each step declared/,
    );
  });
});

describe("topology: csv", () => {
  it("reads back as it was written, whatever the names, and holds no formula", () => {
    const edges = reach(nastyShop).edges;
    const [header, ...rows] = parseCsv(reachCsv(reach(nastyShop)));
    assert.deepEqual(header?.slice(0, 7), ["from", "to", "port", "protocol", "verdict", "declared", "state"]);
    assert.deepEqual(
      rows.map(([from, to, number]) => [from?.replace(/^'(?==)/, ""), to?.replace(/^'(?==)/, ""), number]),
      edges.map(({ from, to, port: number }) => [from, to, String(number)]),
    );
    for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@]/);
  });
});

describe("topology: markdown", () => {
  it("has a row for each edge, the wrong ones first and in bold", () => {
    const rows = reachMarkdown(reach(shop))
      .split("\n")
      .filter(line => line.startsWith("| `"));
    assert.equal(rows.length, reach(shop).edges.length);
    const wrong = rows.map(row => row.includes("**"));
    assert.deepEqual(
      wrong,
      wrong.toSorted((left, right) => Number(right) - Number(left)),
    );
    assert.ok(rows.includes("| `web` | `app` | tcp 8080 | declared | both are on network front |"));
  });

  it("is one table of five columns, whatever the names", () => {
    const edges = reach(nastyShop).edges.length;
    const rows = reachMarkdown(reach(nastyShop))
      .split("\n")
      .slice(0, edges + 2);
    // Cells end at bars, unless those are escaped; within code, too.
    for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
  });
});

describe("topology: json", () => {
  it("is what its schema says, whatever the topology", async () => {
    const validate = await schema("reach");
    fc.assert(
      fc.property(topology, fc.boolean(), (asked, paths) => {
        const written: unknown = JSON.parse(reachJson(reach(asked, { paths })));
        assert.deepEqual(validate.safeParse(written).error?.issues ?? [], []);
      }),
      runs(200),
    );
  });

  it("of a difference is what its schema says, whatever changes", async () => {
    const validate = await schema("diff");
    fc.assert(
      fc.property(topology, topology, (before, after) => {
        const written: unknown = JSON.parse(diffJson(diff(before, after)));
        assert.deepEqual(validate.safeParse(written).error?.issues ?? [], []);
      }),
      runs(200),
    );
  });
});

async function schema(name: "reach" | "diff"): Promise<z.ZodType> {
  return z.fromJSONSchema(JSON.parse(await readFile(join(root, `docs/schemas/${name}.v1.json`), "utf8")));
}

/** Rows and cells of a text in the form of RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = rows.at(-1) ?? [];
    const char = text[at] ?? "";
    if (quoted && char === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ",") row.push("");
    else if (!quoted && char === "\r") continue;
    else if (!quoted && char === "\n") rows.push([""]);
    else row[row.length - 1] += char;
  }
  return rows;
}
