import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { buildSite } from "../../tools/site/build.ts";
import { drawingsOf, pictureOf } from "../../tools/site/diagram.ts";
import { brokenLinks, type Page, pagesOf, sources } from "../../tools/site/pages.ts";
import { ensureChromium, run } from "../../tools/toolchain/index.ts";
import { mermaidOf } from "../../topology/render/mermaid.ts";
import { type Arrow, composed, type PictureNode } from "../../topology/render/picture.ts";
import { Folder } from "../harness/folder.ts";
import { root } from "../harness/project.ts";

const repository = "https://forge.example/acme/pulumi-bulkhead";

describe("the documents as a site", function () {
  this.timeout(120_000);
  let folder: Folder;
  let pages: Page[];
  let browser: Browser;
  before(async () => {
    folder = new Folder();
    const drawings = await drawingsOf(root, sources(root));
    pages = buildSite(root, join(folder.path, "site"), { repository, drawings });
    const program = (await run("which", [await ensureChromium()])).trim();
    browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  });
  after(async () => {
    await browser?.close();
    folder?.dispose();
  });

  it("has a page of every document, and links among them that lead somewhere", () => {
    assert.equal(pages.length, sources(root).length);
    assert.ok(pages.some(({ path }) => path === "docs/languages.html"));
    for (const { path } of pages) {
      const file = join(folder.path, "site", path);
      const html = readFileSync(file, "utf8");
      for (const [, href = ""] of html.matchAll(/ href="([^"]+)"/g)) {
        if (/^https?:/.test(href) || href.startsWith("#")) continue;
        assert.ok(existsSync(join(dirname(file), href.split("#")[0] ?? "")), `${path}: ${href}`);
      }
      assert.doesNotMatch(html, /href="[^":]+\.md["#]/, path);
    }
  });

  it("is not built where a link leads to no file, or to no heading", async () => {
    const files = {
      "README.md":
        "# A\n\n[b](docs/b.md#two-words) [c](docs/c.md) [d](docs/b.md#three) [e](#a) [f](docs/f.json)\n",
      "docs/b.md": "# B\n\n## Two `words`\n\n[up](../README.md#nothing)\n",
      "docs/f.json": "{}",
      "CHANGELOG.md": "# Changes\n",
      "CONTRIBUTING.md": "# Work\n",
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder.path, "other", name)), { recursive: true });
      await writeFile(join(folder.path, "other", name), text);
    }
    const other = join(folder.path, "other");
    const made = pagesOf(other, { repository });
    assert.deepEqual(brokenLinks(other, made), [
      "README.md: docs/c.md",
      "README.md: docs/b.md#three",
      "docs/b.md: ../README.md#nothing",
    ]);
    assert.throws(
      () => buildSite(other, join(other, "site"), { repository }),
      /lead nowhere:\s+README\.md: docs\/c\.md/,
    );
    assert.match(made[0]?.html ?? "", new RegExp(`href="${repository}/blob/main/docs/f.json"`));
  });

  it("draws what graph writes as a flowchart, and nothing else", () => {
    const node = (id: string, tier?: string) => ({
      id,
      tier,
      isWorkload: tier !== undefined,
      more: ["two (2)"],
    });
    const look = { color: "#c0262d", line: "dashed", rank: 0, meaning: "open" } as const;
    const between = { from: "web", to: "host", label: "tcp 80" };
    const drawn = composed(
      "shop",
      [node("web", "front & back"), node("host")],
      [
        { ...between, look: { color: "#2f3e46", line: "solid", rank: 1 } },
        { ...between, look },
      ],
      {},
    );
    const { clusters, loose, arrows, legend } = pictureOf(mermaidOf(drawn));
    const plain = ({ id, isWorkload, more }: PictureNode) => ({ id, isWorkload, more });
    assert.deepEqual(
      clusters,
      drawn.clusters.map(({ name, nodes }) => ({ name, nodes: nodes.map(plain) })),
    );
    assert.deepEqual([loose, legend], [drawn.loose.map(plain), ["open"]]);
    const seen = ({ from, to, label, look: { color, line } }: Arrow) => ({ from, to, label, color, line });
    assert.deepEqual(arrows.map(seen), drawn.arrows.map(seen));
    assert.throws(() => pictureOf("flowchart LR\n  a & b --> c"), /"a & b --> c" is no line of a flowchart/);
  });

  it("opens in a browser, leads from page to page, and says nothing on its console", async () => {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", message => said.push(message.text()));
    page.on("pageerror", error => said.push(String(error)));
    page.on("requestfailed", request => said.push(request.url()));
    await page.goto(pathToFileURL(join(folder.path, "site/index.html")).href);
    assert.equal(await page.title(), "Bulkhead");
    assert.match((await page.locator("main figure svg").textContent()) ?? "", /shop-app\s+2 replicas/);
    assert.doesNotMatch((await page.locator("main").textContent()) ?? "", /flowchart LR/);
    await page.getByRole("navigation").getByRole("link", { name: "Components in other languages" }).click();
    assert.equal(await page.locator("main h1").textContent(), "Components in other languages");
    assert.equal(
      await page.locator("nav a[aria-current=page]").textContent(),
      "Components in other languages",
    );
    assert.match((await page.locator("main pre").nth(3).textContent()) ?? "", /new MultiTierApp\("shop"/);
    assert.equal(await page.evaluate("getComputedStyle(document.body).display"), "flex");
    assert.equal(await page.title(), "Components in other languages · Bulkhead");
    assert.deepEqual(said, []);
  });

  it("begins with what a page says on a phone, too, and with a way to the others", async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(pathToFileURL(join(folder.path, "site/docs/rules/reachability.html")).href);
    const top = await page.locator("main h1").evaluate(heading => heading.getBoundingClientRect().top);
    assert.ok(top < 200, `${top}`);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.getByRole("link", { name: "Contents" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Rules of your own" }).click();
    assert.equal(await page.locator("main h1").textContent(), "Rules of your own");
  });
});
