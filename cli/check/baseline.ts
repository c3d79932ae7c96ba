import { readFile, writeFile } from "node:fs/promises";
import { normalize } from "node:path/posix";
import { CliFailure } from "../failure.ts";
import { isOpen, type Judged } from "./result.ts";

/** Findings that are known: `--write-baseline` writes them, `--baseline` shows what is not among them. */
interface Baseline {
  readonly version: 1;
  readonly findings: readonly Known[];
}

interface Known {
  /** The source as it was named. */
  readonly source: string;
  readonly rule: string;
  readonly resource: string;
  readonly fingerprint: string;
}

/** Writes what is found now, so that the next check tells what is new. */
export async function writeBaseline(file: string, results: readonly Judged[]): Promise<void> {
  const findings = results.flatMap(({ name, findings }) =>
    findings
      .filter(isOpen)
      .map(
        ({ rule, resource, fingerprint }): Known => ({ source: sourceOf(name), rule, resource, fingerprint }),
      ),
  );
  const baseline: Baseline = { version: 1, findings };
  try {
    await writeFile(file, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliFailure(`The baseline ${file} cannot be written (${code}).`, "Give another path.");
  }
}

/**
 * Leaves out what a baseline knows, of each source its own.
 *
 * @throws CliFailure where the file is no baseline.
 */
export async function withoutKnown(file: string, results: readonly Judged[]): Promise<Judged[]> {
  const known = new Set((await read(file)).map(({ source, fingerprint }) => `${fingerprint} ${source}`));
  return results.map(result => {
    const isNew = ({ fingerprint }: { readonly fingerprint: string }): boolean =>
      !known.has(`${fingerprint} ${sourceOf(result.name)}`);
    const findings = result.findings.filter(isNew);
    return { ...result, findings, known: result.findings.length - findings.length };
  });
}

/** `./compose.yaml` and `compose.yaml` are one. */
function sourceOf(name: string): string {
  return name.split(" + ").map(normalize).join(" + ");
}

async function read(file: string): Promise<readonly Known[]> {
  const remedy = "Give one that `bulkhead check --write-baseline FILE` has written.";
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliFailure(`The baseline ${file} cannot be read (${code}).`, remedy);
  }
  try {
    const given: unknown = JSON.parse(text);
    if (isBaseline(given)) return given.findings;
  } catch {
    // It is no JSON: said below.
  }
  throw new CliFailure(`${file} is no baseline.`, remedy);
}

function isBaseline(given: unknown): given is Baseline {
  if (typeof given !== "object" || given === null || !("version" in given) || !("findings" in given))
    return false;
  const { version, findings } = given;
  return (
    version === 1 &&
    Array.isArray(findings) &&
    findings.every(one => typeof one?.fingerprint === "string" && typeof one?.source === "string")
  );
}
