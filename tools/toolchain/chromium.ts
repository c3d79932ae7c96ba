import { install } from "./apt.ts";
import { answers } from "./command.ts";
import { inspectMachine } from "./machine.ts";

const program = "chromium";

/**
 * Gives the name of a Chromium on the PATH, which a test of a page opens it in; Debian's is installed where there is none.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureChromium(): Promise<string> {
  if (!(await answers(program, ["--version"]))) {
    const wanted = {
      packages: [program],
      missing: "a page is to be opened, and no Chromium is installed",
      cost: "about 100 MB, once",
      otherwise: "Install Chromium, so that `chromium` is on the PATH.",
    };
    await install(wanted, await inspectMachine());
  }
  return program;
}
