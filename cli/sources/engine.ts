import { Engine } from "../../engine/index.ts";
import { readEngine } from "../../observe/index.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** What runs on the engine. */
export async function engineSubject(): Promise<Subject> {
  return subjectOf(await readEngine(Engine.locate()), false);
}
