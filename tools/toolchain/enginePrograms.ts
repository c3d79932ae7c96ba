import { copyFile, mkdir, rm } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { install } from "./apt.ts";
import { cached, findCached } from "./cache.ts";
import { answers, run } from "./command.ts";
import { unpackPackages } from "./debianPackage.ts";
import { buildGoTool, requireGo } from "./goTool.ts";
import { inspectMachine, type Machine } from "./machine.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** The releases of Docker's engine that this project is tested on: the one Debian has, and the current one. */
export const engineReleases = ["20.10", "29"] as const;

export type EngineRelease = (typeof engineReleases)[number];

/** Everything an engine runs, in one folder; nothing of it is installed on this machine. */
export interface EnginePrograms {
  readonly release: EngineRelease;
  /** To be put before everything else on the PATH of `dockerd`. */
  readonly folder: string;
}

/**
 * Gives the programs of an engine, from the cache; or from Debian's packages, or built of its Go modules.
 *
 * @throws SetupFailure where they cannot be had.
 */
export async function ensureEnginePrograms(
  release: EngineRelease,
  machine?: Machine,
): Promise<EnginePrograms> {
  const found = machine ?? (await inspectMachine());
  const folder = await cached(engineKeys[release], draft => makers[release](draft, found));
  await ensureFirewall(found);
  return { release, folder };
}

/** The current engine's programs where they were built before; undefined where they would have to be built now. */
export async function findCurrentEngine(): Promise<EnginePrograms | undefined> {
  const folder = await findCached(engineKeys["29"]);
  return folder === undefined ? undefined : { release: "29", folder };
}

/** The environment in which an engine finds its own programs before those of this machine. */
export function engineEnvironment(
  { folder }: EnginePrograms,
  { systemFolders }: Machine,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...env, PATH: [folder, env["PATH"], ...systemFolders].join(delimiter) };
}

const here = `${process.platform}-${process.arch}`;

/** Names in the cache; a change of any version is another entry. */
export const engineKeys: Readonly<Record<EngineRelease, string>> = {
  "20.10": `engine-${versions.debian}-${here}`,
  "29": `engine-${versions.moby}-containerd-${versions.containerd}-runc-${versions.runc}-${here}`,
};

const makers: Readonly<Record<EngineRelease, (folder: string, machine: Machine) => Promise<void>>> = {
  "20.10": unpackDebians,
  "29": buildCurrent,
};

const byHand = "See that apt can download it (`apt-get update` shows whether its sources answer).";

/** Where the programs lie in Debian's packages. */
const debians: Readonly<Record<string, readonly string[]>> = {
  "docker.io": ["usr/sbin/dockerd", "usr/sbin/docker-proxy"],
  containerd: ["usr/bin/containerd", "usr/bin/containerd-shim-runc-v2"],
  runc: ["usr/sbin/runc"],
};

async function unpackDebians(folder: string): Promise<void> {
  await step("downloading Debian's Docker engine", "the tests run on it; 65 MB, once", async () => {
    const packages = join(folder, "packages");
    await mkdir(packages);
    await unpackPackages(Object.keys(debians), packages, byHand);
    for (const path of Object.values(debians).flat()) {
      await copyFile(join(packages, path), join(folder, basename(path)));
    }
    await rm(packages, { recursive: true });
    await addInit(folder);
  });
}

async function buildCurrent(folder: string, machine: Machine): Promise<void> {
  const { moby, mobyRelease, containerd, runc } = versions;
  await requireGo(`Docker engine ${mobyRelease} is not built yet`, "Install Go 1.26.");
  if (!(await answers("pkg-config", ["--exists", "libseccomp"]))) await install(seccomp, machine);
  const why = `engine ${mobyRelease} is made of it; once for its version`;
  await step(`building containerd ${containerd}`, `${why}, about a minute on two cores`, () =>
    buildGoTool(
      {
        module: "containerd",
        built: "containerd",
        beside: ["containerd-shim-runc-v2"],
        tags: ["no_btrfs"],
        cgo: false,
      },
      folder,
    ),
  );
  await step(`building runc ${runc}`, why, () =>
    buildGoTool({ module: "runc", built: "runc", tags: ["seccomp"], cgo: true }, folder),
  );
  await step(`building dockerd of moby ${moby}`, `${why}, about 3 minutes on two cores`, () =>
    buildGoTool(
      {
        module: "moby",
        built: "dockerd",
        beside: ["docker-proxy"],
        tags: ["exclude_graphdriver_btrfs", "netgo", "osusergo"],
        cgo: false,
        variables: { "github.com/moby/moby/v2/dockerversion.Version": mobyRelease },
      },
      folder,
    ),
  );
  await addInit(folder);
}

/** What an engine puts first into a container that is to have an init; every release takes the same. */
async function addInit(folder: string): Promise<void> {
  const packages = join(folder, "packages");
  await mkdir(packages);
  await unpackPackages(["tini"], packages, byHand);
  await copyFile(join(packages, "usr/bin/tini-static"), join(folder, "docker-init"));
  await rm(packages, { recursive: true });
}

const seccomp = {
  packages: ["libseccomp-dev", "pkg-config"],
  missing: "runc, which runs containers, is not built yet, and there is no libseccomp to build it with",
  cost: "under 1 MB, once",
  otherwise: "Install the development files of libseccomp, and pkg-config.",
};

/** What engines keep networks apart with; they call these programs. */
const firewall = {
  packages: ["iptables", "nftables", "libdevmapper1.02.1"],
  missing: "iptables and nft, with which an engine keeps networks apart, are not all installed",
  cost: "a few MB, once",
  otherwise: "Install iptables and nftables.",
};

async function ensureFirewall(machine: Machine): Promise<void> {
  const env = { ...process.env, PATH: [process.env["PATH"], ...machine.systemFolders].join(delimiter) };
  const there = await Promise.all([
    answers("iptables", ["--version"], { env }),
    answers("nft", ["--version"], { env }),
    // Debian's engine is linked with it.
    run("ldconfig", ["-p"], { env }).then(
      list => list.includes("libdevmapper.so.1.02.1"),
      () => false,
    ),
  ]);
  if (there.includes(false)) await install(firewall, machine);
}
