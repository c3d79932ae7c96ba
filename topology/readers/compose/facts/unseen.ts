import type { Session } from "../load/session.ts";
import { entries, type Value } from "../yaml/value.ts";

/** What of a service a topology does not hold, and what that means. */
const unseen: Readonly<Record<string, string>> = {
  label_file: "The labels of files are not read, so what they say is not known.",
  pre_start:
    "What pre_start runs is gone before the service is there, and is no part of the topology: what it mounts, and what it may, is not judged.",
};

/** Tells what of a service is passed over: nobody is to take silence for a judgement. */
export function tellUnseen(service: Value, session: Session): void {
  for (const { name, key } of entries(service)) {
    const told = Object.hasOwn(unseen, name) ? unseen[name] : undefined;
    if (told !== undefined) session.remarks.add(key, `${told} See to it yourself.`);
  }
}
