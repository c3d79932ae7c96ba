import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { ensurePulumi, type Pulumi, run, setVerbosity, versions } from "../../tools/toolchain/index.ts";
import { serving, urlOf } from "./fakeServer.ts";
import { Workbench, type Worked } from "./workbench.ts";

const key = `pulumi-${versions.pulumi}-nodejs-${versions.languageHost}-${process.platform}-${process.arch}`;

/** A Go that takes any module for built, and notes which. */
const go = `
case "$1" in
version) echo "go version go1.26.0 linux/amd64" ;;
install)
  name=$(sed -n 's|^tool .*/||p' go.mod)
  mkdir -p "$GOBIN"
  echo "#!/bin/sh" > "$GOBIN/$name"
  echo "$name $*" >> "$BULKHEAD_CACHE/built"
  ;;
esac`;

describe("Pulumi", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat", "tar", "gzip");
  });
  afterEach(async () => {
    setVerbosity("normal");
    await bench.dispose();
  });

  /** Gets a Pulumi where the official releases are answered so. */
  const ensured = (answer: RequestListener = notFound): Promise<Worked<Pulumi>> =>
    serving(0, answer, server => bench.within(() => ensurePulumi(urlOf(server))));
  const notFound: RequestListener = (_, response) => response.writeHead(404).end();

  it("on the PATH is used, and nothing is installed", async () => {
    await bench.program("pulumi", "echo v3.210.1");
    const { result } = await ensured();
    assert.deepEqual(result, { folder: undefined, version: "3.210.1", origin: "the PATH" });
    await assert.rejects(readdir(bench.cache), "there is not even a cache");
  });

  it("on the PATH is left alone when it is too old, and that is said", async () => {
    await bench.program("pulumi", "echo v3.149.0");
    await bench.program("go", go);
    const { result, said } = await ensured();
    assert.equal(result?.folder, join(bench.cache, key));
    assert.match(
      said,
      /The pulumi on the PATH is 3\.149\.0; at least 3\.150 is needed, so another one is used\./,
    );
  });

  it("on the PATH that does not run is no Pulumi", async () => {
    await bench.program("pulumi", "exit 1");
    await bench.program("go", go);
    assert.equal((await ensured()).result?.origin, "its Go modules");
  });

  it("is downloaded where that can be done, in the version that is asked for, and comes from the cache then", async () => {
    const release = await archive(bench, "echo v3.256.0");
    const asked: (string | undefined)[] = [];
    const answer: RequestListener = (request, response) => {
      asked.push(request.url);
      response.end(release);
    };
    const { result } = await ensured(answer);
    assert.deepEqual(result, {
      folder: join(bench.cache, key),
      version: versions.pulumi,
      origin: "the official download",
    });
    assert.deepEqual(asked, [`/pulumi-v${versions.pulumi}-${process.platform}-${process.arch}.tar.gz`]);
    assert.deepEqual((await readdir(join(bench.cache, key))).sort(), [
      "manifest.json",
      "pulumi",
      "pulumi-language-nodejs",
    ]);
    assert.equal((await ensured()).result?.origin, `${bench.cache}/${key}`);
  });

  const unusable: Readonly<Record<string, (response: Buffer) => Buffer>> = {
    "is cut short": release => release.subarray(0, release.length / 2),
    "is something else": () => Buffer.from("<html>a proxy's login page</html>"),
  };
  for (const [what, spoil] of Object.entries(unusable)) {
    it(`is built with Go where the download ${what}, and nothing of that stays`, async () => {
      await bench.program("go", go);
      const release = spoil(await archive(bench, "echo v3.256.0"));
      const { result } = await ensured((_, response) => response.end(release));
      assert.equal(result?.origin, "its Go modules");
      assert.deepEqual((await readdir(join(bench.cache, key))).sort(), [
        "manifest.json",
        "pulumi",
        "pulumi-language-nodejs",
      ]);
    });
  }

  it("is built with Go where what was downloaded does not run on this machine", async () => {
    await bench.program("go", go);
    const release = await archive(bench, "exit 127");
    assert.equal((await ensured((_, response) => response.end(release))).result?.origin, "its Go modules");
  });

  it("is built with its version in it, once, and again when the cache is damaged", async () => {
    await bench.program("go", go);
    await ensured();
    const built = (await readFile(join(bench.cache, "built"), "utf8")).trim().split("\n");
    const variable = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
    assert.deepEqual(built, [
      `pulumi install -ldflags -s -w ${variable}=v${versions.pulumi} tool`,
      `pulumi-language-nodejs install -ldflags -s -w ${variable}=v${versions.languageHost} tool`,
    ]);
    await rm(join(bench.cache, "built"));
    assert.equal((await ensured()).result?.origin, `${bench.cache}/${key}`);
    await assert.rejects(readFile(join(bench.cache, "built")), "nothing was built");

    await writeFile(join(bench.cache, key, "pulumi"), "");
    assert.equal((await ensured()).result?.origin, "its Go modules");
  });

  it("cannot be had without a download and without Go: what to install, and how", async () => {
    assert.equal(
      (await ensured()).error,
      "Pulumi is neither on the PATH nor to be downloaded, and there is no Go to build it with. Install it as https://www.pulumi.com/docs/install/ says, or install Go 1.26.",
    );
    assert.deepEqual(await readdir(bench.cache), [`${key}.lock`]);
  });

  it("cannot be built by a Go of long ago", async () => {
    await bench.program("go", 'echo "go version go1.19.8 linux/amd64"');
    assert.equal(
      (await ensured()).error,
      "Pulumi is neither on the PATH nor to be downloaded, and the Go on the PATH (1.19.8) is too old to build it. Install it as https://www.pulumi.com/docs/install/ says, or install Go 1.26.",
    );
  });

  it("that fails to build leaves nothing, and Go's own words are shown", async () => {
    await bench.program(
      "go",
      `case "$1" in version) echo "go version go1.26.0 x/y" ;; *) echo "proxy: no route" >&2; exit 1 ;; esac`,
    );
    const { error } = await ensured();
    assert.equal(
      error,
      "pulumi could not be built from its Go module. Correct what go names (a module proxy that does not answer, a full disk), then run this again:\n    proxy: no route",
    );
    assert.deepEqual(await readdir(bench.cache), [`${key}.lock`]);
  });

  it("says what was tried where that was asked for", async () => {
    await bench.program("go", go);
    setVerbosity("verbose");
    const { said } = await ensured();
    assert.match(said, /pulumi-v3\.256\.0-\S+\.tar\.gz is not to be had: it answers 404/);
    assert.match(said, /^\$ go install -ldflags .+ {2}\(\d+\.\d s, code 0\)$/m);
  });
});

/** An archive as the official ones are, with a Pulumi that does what is said. */
async function archive(bench: Workbench, script: string): Promise<Buffer> {
  const release = join(bench.folder, "pulumi");
  await mkdir(release);
  for (const name of ["pulumi", "pulumi-language-nodejs"]) {
    await writeFile(join(release, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const file = join(bench.folder, "release.tar.gz");
  await run("tar", ["-C", bench.folder, "-czf", file, "pulumi"]);
  return await readFile(file);
}
