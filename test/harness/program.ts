import { answers, inspectMachine, install } from "../../tools/toolchain/index.ts";

/** A program that tests run, and the Debian package it comes in, a small one. */
interface TestProgram {
  readonly package: string;
  /** Runs it without doing anything: `["openssl", "version"]`. */
  readonly probe: readonly [program: string, ...args: string[]];
  /** What it is for: "which makes the tests' certificates". */
  readonly purpose: string;
}

/** All programs that tests install where they are missing. */
export const testPrograms = {
  openssl: {
    package: "openssl",
    probe: ["openssl", "version"],
    purpose: "which makes the tests' certificates",
  },
  ssh: {
    package: "openssh-client",
    probe: ["ssh", "-V"],
    purpose: "which reaches an engine over ssh",
  },
  ip: {
    package: "iproute2",
    probe: ["ip", "-V"],
    purpose: "which lays the cable to a listener outside",
  },
} as const satisfies Readonly<Record<string, TestProgram>>;

/** Installs what a test needs, unless it is there. */
export async function ensureProgram({ package: name, probe, purpose }: TestProgram): Promise<void> {
  const [program, ...args] = probe;
  if (await answers(program, args)) return;
  const wanted = {
    packages: [name],
    missing: `no ${name} is installed, ${purpose}`,
    cost: "a few MB, once",
    otherwise: `Install ${name}.`,
  };
  await install(wanted, await inspectMachine());
}
