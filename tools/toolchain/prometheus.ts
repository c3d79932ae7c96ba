import { ensureDebianProgram } from "./debianProgram.ts";

/**
 * Gives the path of the Prometheus that Debian packages.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensurePrometheus(): Promise<string> {
  return await ensureDebianProgram({
    name: "prometheus",
    why: "a test has it scrape the metrics; 30 MB, once",
    remedy: "Install Prometheus, so that it is on the PATH.",
  });
}
