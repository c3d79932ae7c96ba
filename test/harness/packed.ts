import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, withLock } from "../../tools/toolchain/index.ts";
import { root } from "./project.ts";

/** The package as `npm pack` makes it of this checkout. */
export class PackedPackage {
  /** A folder of its own, which the archive is in. */
  readonly folder: string;
  readonly archive: string;

  private constructor(folder: string, archive: string) {
    this.folder = folder;
    this.archive = archive;
  }

  /** Compiles and packs; about a minute on two cores that have nothing else to do. */
  static async create(): Promise<PackedPackage> {
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-packed-"));
    // The compiler writes into the checkout, which tests in another process may be packing too.
    const pack = () => run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
    const packed = await withLock("pack", "it packs the package", pack);
    return new PackedPackage(folder, join(folder, packed.trim().split("\n").at(-1) ?? ""));
  }

  /** Unpacks it into a folder of packages, beside those that this checkout has. */
  async installInto(modules: string): Promise<void> {
    await mkdir(join(modules, "pulumi-bulkhead"), { recursive: true });
    for (const name of await readdir(join(root, "node_modules"))) {
      if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(modules, name));
    }
    const target = join(modules, "pulumi-bulkhead");
    await run("tar", ["-xzf", this.archive, "-C", target, "--strip-components=1"]);
  }

  /** Paths of the files in it. */
  async files(): Promise<string[]> {
    const listed = await run("tar", ["-tzf", this.archive]);
    return listed
      .trim()
      .split("\n")
      .map(path => path.replace(/^package\//, ""));
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
