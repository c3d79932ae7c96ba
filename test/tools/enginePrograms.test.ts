import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { engineKeys, ensureEnginePrograms } from "../../tools/toolchain/enginePrograms.ts";
import {
  type EnginePrograms,
  type EngineRelease,
  engineEnvironment,
  versions,
} from "../../tools/toolchain/index.ts";
import type { Machine } from "../../tools/toolchain/machine.ts";
import { Workbench, type Worked } from "./workbench.ts";

const root: Machine = { isRoot: true, hasApt: true, hasSystemd: false, systemFolders: ["/nowhere/sbin"] };

/** All that an engine runs. */
const programs = ["containerd", "containerd-shim-runc-v2", "docker-init", "docker-proxy", "dockerd", "runc"];

/** A Go that takes all tools of a module for built, and notes how. */
const go = `
case "$1" in
version) echo "go version go1.26.0 linux/amd64" ;;
install)
  mkdir -p "$GOBIN"
  for name in $(sed -n 's|^tool .*/||p' go.mod); do echo "#!/bin/sh" > "$GOBIN/$name"; done
  echo "$(ls "$GOBIN" | tr '\\n' ' ')CGO_ENABLED=$CGO_ENABLED $*" >> "$BULKHEAD_CACHE/built"
  ;;
esac`;

/** An archive of packages with one file each, and what takes them apart. */
const apt = `
echo "$@" >> "$BULKHEAD_CACHE/apt"
[ "$1" = download ] || exit 0
shift 4
for name; do touch "$name.deb"; done`;
const dpkg = `
case "$2" in
docker.io.deb) mkdir -p usr/sbin; touch usr/sbin/dockerd usr/sbin/docker-proxy ;;
containerd.deb) mkdir -p usr/bin; touch usr/bin/containerd usr/bin/containerd-shim-runc-v2 ;;
runc.deb) mkdir -p usr/sbin; touch usr/sbin/runc ;;
tini.deb) mkdir -p usr/bin; touch usr/bin/tini-static ;;
esac`;

describe("the programs of an engine", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat");
    await bench.program("go", go);
    await bench.program("apt-get", apt);
    await bench.program("dpkg-deb", dpkg);
    for (const name of ["pkg-config", "iptables", "nft"]) await bench.program(name, "exit 0");
    await bench.program("ldconfig", "echo libdevmapper.so.1.02.1");
  });
  afterEach(() => bench.dispose());

  const ensured = (release: EngineRelease): Promise<Worked<EnginePrograms>> =>
    bench.within(() => ensureEnginePrograms(release, root));
  const noted = async (name: string): Promise<string[]> =>
    (await readFile(join(bench.cache, name), "utf8").catch(() => "")).trim().split("\n").filter(Boolean);
  const made = async (release: EngineRelease): Promise<string[]> =>
    (await readdir(join(bench.cache, engineKeys[release]))).filter(name => name !== "manifest.json").sort();

  it("29 are built of their Go modules in the versions that are asked for, once", async function () {
    this.timeout(30_000);
    const { result, error } = await ensured("29");
    assert.equal(error, undefined);
    assert.equal(result?.folder, join(bench.cache, engineKeys["29"]));
    assert.deepEqual(await made("29"), programs);
    const named = `-X github.com/moby/moby/v2/dockerversion.Version=${versions.mobyRelease}`;
    assert.deepEqual(await noted("built"), [
      "containerd containerd-shim-runc-v2 CGO_ENABLED=0 install -tags no_btrfs -ldflags -s -w tool",
      "runc CGO_ENABLED=1 install -tags seccomp -ldflags -s -w tool",
      `docker-proxy dockerd CGO_ENABLED=0 install -tags exclude_graphdriver_btrfs netgo osusergo -ldflags -s -w ${named} tool`,
    ]);
    await ensured("29");
    assert.equal((await noted("built")).length, 3, "the second time they are there");
    assert.ok(
      (await noted("apt")).every(line => line.startsWith("download ")),
      "nothing is installed",
    );
  });

  it("20.10 are taken out of Debian's packages, which are not installed", async function () {
    this.timeout(30_000);
    const { result, error } = await ensured("20.10");
    assert.equal(error, undefined);
    assert.equal(result?.folder, join(bench.cache, engineKeys["20.10"]));
    assert.deepEqual(await made("20.10"), programs);
    assert.deepEqual(await noted("built"), []);
    assert.ok((await noted("apt")).every(line => line.startsWith("download ")));
  });

  it("lack what they are built with, or what they call: Debian's is installed", async function () {
    this.timeout(30_000);
    await bench.program("pkg-config", "exit 1");
    await bench.program("nft", "exit 1");
    assert.equal((await ensured("29")).error, undefined);
    const installed = (await noted("apt")).filter(line => line.startsWith("install "));
    assert.deepEqual(
      installed.map(line => line.split("--no-install-recommends ")[1]),
      ["libseccomp-dev pkg-config", "iptables nftables libdevmapper1.02.1"],
    );
  });

  it("29 without a Go to build them: what to install", async () => {
    await bench.program("go", "exit 1");
    assert.equal(
      (await ensured("29")).error,
      `Docker engine ${versions.mobyRelease} is not built yet, and there is no Go to build it with. Install Go 1.26.`,
    );
  });

  it("are found before those of the machine", () => {
    const own: EnginePrograms = { release: "29", folder: "/cache/engine" };
    const { PATH, HOME } = engineEnvironment(own, root, { PATH: "/usr/bin", HOME: "/root" });
    assert.deepEqual([PATH, HOME], ["/cache/engine:/usr/bin:/nowhere/sbin", "/root"]);
  });

  it("stand in modules of their own, whose versions are those that are named", async () => {
    const wanted = {
      moby: `github.com/moby/moby/v2 v${versions.moby}`,
      containerd: `github.com/containerd/containerd/v2 v${versions.containerd}`,
      runc: `github.com/opencontainers/runc v${versions.runc}`,
    };
    for (const [module, line] of Object.entries(wanted)) {
      const file = join(import.meta.dirname, "../../tools/toolchain/go", module, "go.mod");
      assert.match(
        await readFile(file, "utf8"),
        new RegExp(`^\\t${line.replaceAll(".", "\\.")}( |$)`, "m"),
        module,
      );
    }
  });
});
