import { existsSync } from "node:fs";
import { getuid } from "node:process";
import { answers } from "./command.ts";

/** What decides how something is installed or started here. */
export interface Machine {
  readonly isRoot: boolean;
  /** Debian's package manager is there. */
  readonly hasApt: boolean;
  /** Services are started by systemd, and not by hand. */
  readonly hasSystemd: boolean;
  /** Folders of programs that only root uses, which root without a login shell may not have on its PATH. */
  readonly systemFolders: readonly string[];
}

/** Looks at the machine this runs on. */
export async function inspectMachine(): Promise<Machine> {
  return {
    isRoot: getuid?.() === 0,
    hasApt: await answers("apt-get", ["--version"]),
    // Its own test (sd_booted): `systemctl` is also there where systemd is not what runs, as in containers.
    hasSystemd: existsSync("/run/systemd/system"),
    systemFolders: ["/usr/sbin", "/sbin"],
  };
}
