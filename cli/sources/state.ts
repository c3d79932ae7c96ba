import { readFile } from "node:fs/promises";
import { readDeployment, type Topology } from "../../topology/index.ts";
import { CliFailure } from "../failure.ts";
import { type Subject, subjectOf } from "./subject.ts";

const remedy = "Give the path of a `pulumi stack export` or of a state file.";

/** A stack as a file of its state has it. */
export async function stateSubject(file: string): Promise<Subject> {
  return subjectOf(await readState(file), true, file);
}

async function readState(file: string): Promise<Topology> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliFailure(`The file ${file} cannot be read (${code}).`, remedy);
  }
  let exported: unknown;
  try {
    exported = JSON.parse(text);
  } catch {
    throw new CliFailure(`The file ${file} is not JSON.`, remedy);
  }
  try {
    return readDeployment(file, exported);
  } catch (error) {
    throw new CliFailure((error as Error).message, remedy);
  }
}
