import assert from "node:assert/strict";
import fc from "fast-check";
import {
  diff,
  diffDot,
  diffJson,
  diffMarkdown,
  diffMermaid,
  diffSvg,
  diffText,
  reach,
  reachCsv,
  reachDot,
  reachJson,
  reachMarkdown,
  reachMermaid,
  reachSvg,
  reachTable,
  type Topology,
} from "../../../../topology/index.ts";
import { runs, topology } from "../arbitraries.ts";
import { flow, inner, on, topologyOf } from "../build.ts";
import { nasty, nastyShop, shop } from "./worlds.ts";

const port = (number: number) => [{ port: number, protocol: "tcp" as const }];

describe("topology: mermaid", () => {
  it("has tiers as subgraphs, arrows with ports, and excess in red", () => {
    const lines = reachMermaid(reach(shop))
      .split("\n")
      .map(line => line.trim());
    assert.equal(lines[0], "flowchart LR");
    for (const tier of ["web", "app", "data"])
      assert.ok(lines.some(line => new RegExp(`^subgraph t\\d\\["${tier}"\\]$`).test(line)));
    const id = (label: string) =>
      lines.find(line => /^n\d/.test(line) && line.includes(`["${label}`))?.split("[")[0];
    const arrows = lines.filter(line => /-->|-\.->/.test(line));
    assert.ok(arrows.includes(`${id("web")} -->|"tcp 8080"| ${id("app")}`));
    const red = lines.find(line => line.endsWith("stroke:#c0262d,color:#c0262d"));
    const numbers = red
      ?.match(/linkStyle ([\d,]+)/)?.[1]
      ?.split(",")
      .map(Number);
    assert.ok(numbers?.includes(arrows.indexOf(`${id("db")} -->|"tcp 8080, 8081"| ${id("app")}`)));
    assert.ok(arrows.includes(`${id("web")} -.->|"tcp 5432"| ${id("db")}`));
  });

  it("lets nothing in a name be anything but a name", () => {
    const text = String.raw`"[\p{L}\p{N} .,:/_=+#;<br/>-]*"`;
    const forms = [
      /^flowchart LR$/,
      new RegExp(`^  subgraph t\\d+\\[${text}\\]$`, "u"),
      /^ {2}end$/,
      new RegExp(`^ {2,4}n\\d+(\\[${text}\\]|\\(\\[${text}\\]\\))$`, "u"),
      new RegExp(`^  n\\d+ (-->|-\\.->)\\|${text}\\| n\\d+$`, "u"),
      /^ {2}linkStyle [\d,]+ stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}$/,
      new RegExp(`^  legend\\[${text}\\]:::legend$`, "u"),
      /^ {2}classDef legend fill:none,stroke:none$/,
    ];
    for (const drawn of [reachMermaid(reach(nastyShop)), diffMermaid(diff(topologyOf(), nastyShop))]) {
      for (const line of drawn.split("\n"))
        assert.ok(
          forms.some(form => form.test(line)),
          line,
        );
      assert.doesNotMatch(drawn, /<(?!br\/>)/);
    }
  });

  it("draws the arrows that matter most where there are too many, and says so", () => {
    const crowd = topologyOf(
      inner("all"),
      ...Array.from({ length: 40 }, (_, at) => on(`w${at}`, { on: ["all"], ports: port(80) })),
      { flows: Array.from({ length: 39 }, (_, at) => flow("w0", `w${at + 1}`, 80)) },
    );
    const lines = reachMermaid(reach(crowd), { maxArrows: 100 }).split("\n");
    assert.equal(lines.filter(line => line.includes("-->")).length, 100);
    assert.ok(lines.some(line => line.includes(`${40 * 39 - 100} more not drawn`)));
    const red = lines.find(line => line.includes("linkStyle"));
    assert.equal(red?.match(/\d+(?=,|\s)/g)?.length, 100);
  });
});

describe("topology: dot and svg", () => {
  it("have tiers as clusters, edges labelled with ports, and excess in red", async () => {
    const dot = reachDot(reach(shop));
    assert.match(dot, /subgraph cluster_\d \{\n {4}graph \[label="web"/);
    assert.match(dot, /"web" -> "app" \[label=" tcp 8080 ", color="#2f3e46"/);
    assert.match(dot, /"db" -> "app" \[label=" tcp 8080, 8081 ", color="#c0262d"/);
    const drawn = svgParts(await reachSvg(reach(shop)));
    assert.deepEqual(drawn.clusters.sort(), ["app", "data", "web"]);
    assert.deepEqual(drawn.nodes.sort(), ["app", "db", "host", "odd", "outside", "web"]);
    const excess = drawn.edges.find(({ title }) => title === "db->app");
    assert.deepEqual([excess?.color, excess?.text], ["#c0262d", "tcp 8080, 8081"]);
    const both = drawn.edges
      .filter(({ title }) => title === "web->app")
      .map(({ color, text }) => [color, text]);
    assert.deepEqual(both.sort(), [
      ["#2f3e46", "tcp 8080"],
      ["#c0262d", "tcp 8081"],
    ]);
  });

  it("draw each name as it is written, and run nothing", async () => {
    for (const svg of [await reachSvg(reach(nastyShop)), await diffSvg(diff(topologyOf(), nastyShop))]) {
      const { nodes } = svgParts(svg);
      for (const name of nasty) assert.ok(nodes.includes(name.replace(/\s+/g, " ")), name);
      assert.doesNotMatch(svg, /<script|javascript:(?!alert\))|onload|href/i);
    }
  });

  it("draw any topology, and any difference", async () => {
    await fc.assert(
      fc.asyncProperty(topology, topology, async (before, after) => {
        const { edges } = svgParts(await reachSvg(reach(after)));
        const open = reach(after).edges.filter(({ verdict, declared }) => verdict !== "denied" || declared);
        const pairs = new Set(open.map(({ from, to }) => `${from}->${to}`));
        assert.deepEqual(new Set(edges.map(({ title }) => title)), pairs);
        assert.match(await diffSvg(diff(before, after)), /<\/svg>/);
      }),
      runs(40),
    );
  });
});

describe("topology: what is drawn and written", () => {
  it("holds no variable, no command and no secret, whatever a workload has", async () => {
    const canary = "hunter2";
    const full: Topology = {
      ...shop,
      workloads: shop.workloads.map(workload => ({
        ...workload,
        environment: [{ name: `KEY_${canary}`, secret: false, value: canary }],
        command: [canary],
        hosts: [{ name: canary, address: canary }],
        image: canary,
      })),
    };
    const found = reach(full, { paths: true });
    const change = diff({ ...full, workloads: full.workloads.filter(({ id }) => id !== "db") }, full);
    for (const text of [
      ...[reachTable(found, { explain: true }), reachMarkdown(found), reachCsv(found), reachJson(found)],
      ...[reachMermaid(found), reachDot(found), await reachSvg(found)],
      ...[diffText(change), diffMarkdown(change), diffJson(change), diffMermaid(change), diffDot(change)],
    ]) {
      assert.doesNotMatch(text, new RegExp(canary));
      assert.match(text, /db/);
    }
  });
});

/** What Graphviz drew, by the titles and texts of its groups. */
function svgParts(svg: string) {
  const groups = [...svg.matchAll(/<g id="[^"]*" class="(node|edge|cluster)">\s*([\s\S]*?)<\/g>/g)];
  const textOf = (body: string) =>
    [...body.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => unescaped(text).trim());
  return {
    clusters: groups.filter(([, kind]) => kind === "cluster").map(([, , body = ""]) => textOf(body)[0] ?? ""),
    nodes: groups.filter(([, kind]) => kind === "node").map(([, , body = ""]) => textOf(body)[0] ?? ""),
    edges: groups
      .filter(([, kind]) => kind === "edge")
      .map(([, , body = ""]) => ({
        title: unescaped(/<title>([^<]*)<\/title>/.exec(body)?.[1] ?? ""),
        color: /stroke="(#[0-9a-f]{6})"/.exec(body)?.[1],
        text: textOf(body)[0],
      })),
  };
}

function unescaped(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
