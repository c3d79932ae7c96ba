import { type EnvironmentEntry, isUnknown, type Workload } from "../../topology/index.ts";
import { credentialIn, isOpenValue, namesCredential, takesCredential } from "../credentials.ts";
import { type Case, eachWorkload, unsure, violated, wrongIfHidden } from "../found.ts";
import { type Family, rule } from "../rule.ts";

const ignored = {
  type: "array",
  items: { type: "string" },
  default: [] as readonly string[],
  description: "Names that only look as if they held a credential",
} as const;

const inEnvironment = rule({
  id: "secret-in-environment",
  title: "No credential stands in the open in the environment",
  severity: "high",
  level: "mandatory",
  rationale:
    "A password in the environment is shown by `docker inspect`, inherited by every child process, printed by crash reports, and stands in the program and in Pulumi's state.",
  remedy:
    "Make it a Pulumi secret and hand it over as a file: a `*_FILE` variable where the image knows one, `secrets` of a Workload, an upload. `link` does so by itself.",
  cis: "7.4",
  settings: { ignored },
  check: eachWorkload(function* (workload, { settings: { ignored } }) {
    const { id, environment } = workload;
    const entries = environment.filter(({ name, secret }) => !secret && !ignored.includes(name));
    for (const { name, value } of entries) {
      const what = value === undefined ? undefined : credentialOf(name, value);
      if (what !== undefined) yield violated(name, `Variable ${name} of workload ${id} holds ${what}.`);
    }
    yield* undecided(id, entries);
    yield* wrongIfHidden(workload, "environment", `the environment of workload ${id} holds a credential`);
  }),
});

const secretVariable = rule({
  id: "secret-variable",
  title: "Secrets are handed over as files",
  severity: "low",
  level: "advisory",
  rationale:
    "Pulumi keeps the value encrypted, but in the container it is a variable like any other: `docker inspect` and every child process show it.",
  remedy: "Use the image's `*_FILE` variable with an uploaded file, or `secrets` of a Workload.",
  exception: "An image that reads it from the environment only.",
  check: eachWorkload(function* (workload) {
    const { id, environment } = workload;
    for (const { name } of environment.filter(({ secret }) => secret))
      yield violated(name, `Workload ${id} gets the secret ${name} as a variable.`);
    yield* wrongIfHidden(workload, "environment", `workload ${id} gets a secret as a variable`);
  }),
});

const inLabels = rule({
  id: "secret-in-labels",
  title: "No credential stands in a label",
  severity: "high",
  level: "mandatory",
  rationale:
    "Labels are for everybody who may ask the engine: tools copy them to metrics, logs and dashboards.",
  remedy: "Take it out, and let the tool that needs it read a file.",
  cis: "7.4",
  settings: { ignored },
  check: eachWorkload(function* (workload, { settings: { ignored } }) {
    const { id, labels } = workload;
    for (const [name, value] of Object.entries(labels).filter(([name]) => !ignored.includes(name))) {
      const what = credentialOf(name, value);
      if (what !== undefined) yield violated(name, `Label ${name} of workload ${id} holds ${what}.`);
    }
    yield* wrongIfHidden(workload, "labels", `a label of workload ${id} holds a credential`);
  }),
});

const inCommand = rule({
  id: "secret-in-command",
  title: "No credential stands in a command",
  severity: "high",
  level: "mandatory",
  rationale:
    "The arguments of a process are shown to everybody on the host by `ps`, and by `docker inspect`.",
  remedy: "Let the program read it from a file; most take an option for one.",
  cis: "7.4",
  check: eachWorkload(function* ({ id, command }) {
    if (command === undefined) return;
    const statement = `the command of workload ${id} holds a credential`;
    if (isUnknown(command)) yield unsure("command", statement, command.unknown);
    else yield* ofCommand(id, command);
  }),
});

/** Arguments that are credentials, `--password=x` or `--password x`; a shell's whole line is taken apart first. */
function* ofCommand(id: Workload["id"], command: readonly string[]): Generator<Case> {
  const words = command.flatMap(argument => argument.split(/\s+/).filter(word => word !== ""));
  for (const [index, word] of words.entries()) {
    const [option = "", value] = word.startsWith("-") ? splitAt(word, "=") : [];
    const given = value ?? words[index + 1] ?? "";
    const what = credentialIn(word);
    if (takesCredential(option) && isOpenValue(given) && (value !== undefined || !given.startsWith("-")))
      yield violated(option, `The command of workload ${id} gives a credential to ${option}.`);
    else if (setsCredential(word))
      yield violated(
        `argument ${index}`,
        `Argument ${index} of the command of workload ${id} sets a credential.`,
      );
    else if (what !== undefined)
      yield violated(`argument ${index}`, `Argument ${index} of the command of workload ${id} is ${what}.`);
  }
}

/** Whether a word of a shell's line puts a credential into a variable: `PGPASSWORD=hunter2 psql`. */
function setsCredential(word: string): boolean {
  const [name, value = ""] = splitAt(word, "=");
  return /^[A-Za-z_]\w*$/.test(name) && namesCredential(name) && isOpenValue(value);
}

/** What a value is, without showing it; undefined where it is no credential. */
function credentialOf(name: string, value: string): string | undefined {
  return credentialIn(value) ?? (namesCredential(name) && isOpenValue(value) ? "a credential" : undefined);
}

/** Says of all values that are not known, at once, that nobody can tell. */
function* undecided(id: string, entries: readonly EnvironmentEntry[]): Generator<Case> {
  const open = entries.filter(({ value }) => value === undefined).map(({ name }) => name);
  if (open.length === 0) return;
  const names = open.join(", ");
  yield unsure(names, `${names} of workload ${id} holds a credential`, "the value is not known");
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

export const secrets: Family = {
  id: "secrets",
  title: "Secrets",
  about: "Where credentials can be read by those they are not for.",
  rules: [inEnvironment, secretVariable, inLabels, inCommand],
};
