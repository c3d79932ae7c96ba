import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { reachPage, type Verification } from "../../observe/index.ts";
import { ensureChromium, run } from "../../tools/toolchain/index.ts";
import { emptyTopology, plainNetwork, plainWorkload, reach, type Topology } from "../../topology/index.ts";

const hostile = '<img src=x onerror="document.title=1">';

/** Web may call app, which may call db; web and app share their network with one that nobody declared to call. */
const topology: Topology = {
  ...emptyTopology("shop/dev"),
  networks: [
    { ...plainNetwork("web-app"), internal: true, hostAddress: false },
    { ...plainNetwork("app-db"), internal: true, hostAddress: false },
  ],
  workloads: [
    {
      ...plainWorkload("web"),
      tier: "front",
      attachments: [{ network: "web-app", aliases: [] }],
      ports: [{ port: 80, protocol: "tcp" }],
      labels: { note: hostile },
    },
    {
      ...plainWorkload("app"),
      tier: "middle",
      attachments: ["web-app", "app-db"].map(network => ({ network, aliases: [] })),
      ports: [{ port: 8080, protocol: "tcp" }],
    },
    {
      ...plainWorkload("db"),
      tier: "data",
      attachments: [{ network: "app-db", aliases: [] }],
      ports: [{ port: 5432, protocol: "tcp" }],
    },
  ],
  flows: [
    { from: "web", to: "app", port: 8080, protocol: "tcp", via: "network" },
    { from: "app", to: "db", port: 5432, protocol: "tcp", via: "network" },
  ],
};
const verification: Verification = {
  version: 1,
  name: "shop/dev",
  probes: [
    {
      from: "web",
      to: "app",
      port: 8080,
      protocol: "tcp",
      declared: true,
      found: "open",
      control: true,
      verdict: "ok",
    },
    {
      from: "thief",
      to: "db",
      port: 5432,
      protocol: "tcp",
      declared: false,
      found: "open",
      control: true,
      verdict: "excess",
      cause: "it was put there by hand",
    },
  ],
};

describe("the page that graph --format html writes, in Chromium", function () {
  this.timeout(240_000);
  let folder: string;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-page-"));
    const file = join(folder, "reach.html");
    await writeFile(file, reachPage(reach(topology), { declares: true, verification }));
    const program = await ensureChromium();
    const executablePath = (await run("sh", ["-c", `command -v ${program}`])).trim();
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.on("request", request => asked.push(request.url()));
    page.on("pageerror", error => asked.push(`error: ${error.message}`));
    await page.goto(pathToFileURL(file).href);
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const details = (): Promise<string> => page.locator("#details").innerText();
  const chosen = (): Promise<string[]> =>
    page.locator('[role="option"][aria-selected="true"]').allInnerTexts();

  it("says of a workload that is clicked whom it reaches, who reaches it, and why", async () => {
    await page.locator('svg .node[data-id="app"]').click();
    assert.deepEqual(await chosen(), ["app"]);
    const text = await details();
    assert.match(text, /Reaches \d[\s\S]*db tcp 5432 declared\s+because|db tcp 5432 declared/);
    assert.match(text, /both are on network app-db/);
    assert.match(text, /Is reached by[\s\S]*web tcp 8080 declared\s+found: open/);
    assert.match(text, /excess: nobody declared it/);
  });

  it("goes on to another by the name in the text, and shows what was found there", async () => {
    await page.locator("#details").getByRole("button", { name: "db" }).first().click();
    assert.deepEqual(await chosen(), ["db"]);
    assert.match(await details(), /thief tcp 5432 excess[\s\S]*found: open \(excess\)[\s\S]*by hand/);
  });

  it("is used with the keyboard alone: search, choose, move, and choose none", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("front");
    assert.deepEqual(await page.locator('[role="option"]').allInnerTexts(), ["web"]);
    await page.keyboard.press("Enter");
    assert.deepEqual(await chosen(), ["web"]);
    await page.keyboard.press("Escape");
    assert.deepEqual(await chosen(), []);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal((await chosen()).length, 1);
  });

  it("leaves out a kind of connections that is not wanted", async () => {
    const lines = page.locator("svg .edge");
    const all = await lines.count();
    await page.getByRole("checkbox", { name: /^excess/ }).uncheck();
    assert.ok((await lines.count()) < all);
    await page.getByRole("checkbox", { name: /^excess/ }).check();
    assert.equal(await lines.count(), all);
  });

  it("shows labels as text, runs nothing of theirs, and asks nobody for anything", async () => {
    await page.keyboard.press("Escape");
    await page.locator('svg .node[data-id="web"]').click();
    assert.ok((await details()).includes(`note=${hostile}`));
    assert.equal(await page.title(), "shop/dev: who can reach whom");
    assert.deepEqual(
      asked.filter(url => !url.startsWith("file:")),
      [],
    );
    assert.equal(asked.length, 1);
  });

  it("is light or dark as its reader's system is", async () => {
    const ground = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.body).backgroundColor") as Promise<string>;
    await page.emulateMedia({ colorScheme: "light" });
    const light = await ground();
    await page.emulateMedia({ colorScheme: "dark" });
    assert.notEqual(await ground(), light);
  });
});
