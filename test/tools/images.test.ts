import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Engine } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { dockerfileOf } from "../../images/dockerfile.ts";
import { demoImage } from "../../images/reference.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import type { Machine } from "../../tools/toolchain/machine.ts";
import { serving } from "./fakeServer.ts";
import { Workbench, type Worked } from "./workbench.ts";

const root: Machine = { isRoot: true, hasApt: false, hasSystemd: false, systemFolders: [] };
const all = (Object.keys(catalog) as DemoImageName[]).map(demoImage);

/** An engine without images, which takes in what it is given. */
class EmptyEngine {
  readonly imported: string[] = [];
  /** What it has built of Dockerfiles, with what it was told to build on. */
  readonly built: string[] = [];
  /** Whether a registry answers it. */
  hasRegistry = false;
  readonly sizes: number[] = [];
  /** What it says of an import when it has read it. */
  importAnswer = { status: "sha256:0123" } as Readonly<Record<string, string>>;

  readonly answer: RequestListener = (request, response) => {
    void this.#answer(request.method ?? "", request.url ?? "", () => text(request)).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
    });
  };

  async #answer(method: string, url: string, body: () => Promise<string>): Promise<[number, object]> {
    if (url.endsWith("/version")) return [200, { Version: "99.1", ApiVersion: "1.41" }];
    if (method !== "POST") {
      const missing = ![...this.imported, ...this.built].some(image =>
        url.includes(image.split(" ")[0] ?? ""),
      );
      return missing ? [404, { message: "no such image" }] : [200, { Id: "sha256:0123" }];
    }
    const { pathname, searchParams } = new URL(url, "http://engine");
    if (searchParams.has("fromImage")) {
      const silent = { message: "dial tcp: lookup registry-1.docker.io: no such host" };
      if (!this.hasRegistry) return [500, silent];
      this.imported.push(`${searchParams.get("fromImage")}:${searchParams.get("tag")}`);
      return [200, { status: "Downloaded" }];
    }
    if (pathname.endsWith("/build")) {
      const { BASE } = JSON.parse(searchParams.get("buildargs") ?? "{}") as { BASE?: string };
      assert.match(await body(), /^FROM \$BASE$/m);
      this.built.push(`${searchParams.get("t")} on ${BASE}`);
      return [200, { stream: "Successfully built" }];
    }
    this.sizes.push((await body()).length);
    if (this.importAnswer["error"] === undefined)
      this.imported.push(`${searchParams.get("repo")}:${searchParams.get("tag")}`);
    return [200, this.importAnswer];
  }
}

describe("the demo images", () => {
  let bench: Workbench;
  let empty: EmptyEngine;
  beforeEach(async () => {
    empty = new EmptyEngine();
    bench = await Workbench.create("flock", "sh", "cat");
    // As far as it matters here: an unpacked system is a folder with something in it.
    for (const name of ["sh", "tar"]) await bench.program(name, `exec ${name} "$@"`);
  });
  afterEach(() => bench.dispose());

  /** Sees to the images on the empty engine. */
  const ensured = (machine: Machine): Promise<Worked<string[]>> => {
    const path = join(bench.folder, "docker.sock");
    const engine = new Engine({ kind: "unix", path, source: "a test" });
    return serving(path, empty.answer, () => bench.within(() => ensureImages(engine, machine)));
  };
  /** What stands in the cache beside finished archives and locks. */
  const drafts = async (): Promise<string[]> =>
    (await readdir(bench.cache)).filter(name => name.includes(".draft-"));

  it("are made where the engine lacks them, and only there", async function () {
    this.timeout(60_000);
    await bench.program("mmdebstrap", 'for root; do :; done; [ "$1" = --version ] || mkdir -p "$root/lib"');
    assert.deepEqual((await ensured(root)).result, all);
    assert.deepEqual(empty.imported, all);
    assert.ok(empty.sizes.every(size => size > 1024));
    assert.deepEqual((await ensured(root)).result, [], "the second time there is nothing to do");
    assert.deepEqual(await drafts(), [], "nothing is left of the making");
  });

  it("are made once, and every further engine takes in the same", async function () {
    this.timeout(60_000);
    await bench.program(
      "mmdebstrap",
      `for root; do :; done; [ "$1" = --version ] || { echo made >> ${bench.folder}/made; mkdir -p "$root/lib"; }`,
    );
    assert.deepEqual((await ensured(root)).result, all);
    empty = new EmptyEngine();
    assert.deepEqual((await ensured({ ...root, isRoot: false })).result, all, "nobody has to be root for it");
    assert.deepEqual(empty.imported, all);
    assert.equal((await readFile(join(bench.folder, "made"), "utf8")).trim().split("\n").length, all.length);
  });

  it("are built by the engine itself where a registry answers it: without root, apt or any program", async function () {
    this.timeout(60_000);
    empty.hasRegistry = true;
    const nobody: Machine = { isRoot: false, hasApt: false, hasSystemd: false, systemFolders: [] };
    assert.deepEqual((await ensured(nobody)).result, all);
    assert.deepEqual(
      empty.built,
      all.map(image => `${image} on debian:bookworm-slim`),
    );
    assert.deepEqual(empty.imported, ["debian:bookworm-slim"]);
    assert.deepEqual((await ensured(nobody)).result, []);
  });

  it("have a Dockerfile each, which images/write.ts writes", async () => {
    for (const [name, image] of Object.entries(catalog)) {
      const file = join(import.meta.dirname, "../../images", name, "Dockerfile");
      assert.equal(await readFile(file, "utf8"), dockerfileOf(image), name);
    }
  });

  it("cannot be made without root: what to do", async () => {
    assert.equal(
      (await ensured({ ...root, isRoot: false })).error,
      "The engine lacks the demo images, no registry answers it, and without one only root can make them: their files belong to several users. Let the engine reach a registry, or run `sudo npm run setup` once, then this again.",
    );
  });

  it("cannot be made without apt, which would bring what makes them: what to do", async () => {
    assert.equal(
      (await ensured(root)).error,
      "The engine lacks the demo images, no registry answers it, and mmdebstrap, which makes them of Debian packages, is not installed, and there is no apt-get here to install it with. Let the engine reach a registry, install mmdebstrap, or make them on a Debian machine (`npm run setup`) and bring them here with `docker save` and `docker load`.",
    );
  });

  it("that cannot be unpacked: the program's own words, and nothing is left", async () => {
    await bench.program(
      "mmdebstrap",
      '[ "$1" = --version ] || { echo "E: no mirror answers" >&2; exit 25; }',
    );
    assert.equal(
      (await ensured(root)).error,
      `The image ${all[0]} could not be made. Correct what the program names (a package source that does not answer, a full disk), then run this again:\n    E: no mirror answers`,
    );
    assert.deepEqual(await drafts(), []);
  });

  it("that the engine cannot take in are an error, although it answers 200", async function () {
    this.timeout(60_000);
    await bench.program("mmdebstrap", 'for root; do :; done; [ "$1" = --version ] || mkdir -p "$root/lib"');
    empty.importAnswer = { error: "write /layer.tar: no space left on device" };
    assert.match(
      (await ensured(root)).error ?? "",
      /^Could not import image \S+: the engine.s disk is full\. Free space/,
    );
  });
});
