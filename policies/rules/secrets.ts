import {
  type EnvironmentEntry,
  isUnknown,
  piecesOf,
  type Source,
  type Workload,
} from "../../topology/index.ts";
import { type Held, heldBy, heldIn } from "../credentials/held.ts";
import { namesCredential, takesCredential } from "../credentials/names.ts";
import { credentialIn, hole } from "../credentials/values.ts";
import { type Case, eachWorkload, unsure, violated, workloadSubject, wrongIfHidden } from "../found.ts";
import { type Family, type Found, rule } from "../rule.ts";
import type { World } from "../world.ts";

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
  compose: {
    rationale:
      "A password that stands in the file is known to whoever reads the repository, now and in all its history, and is shown by `docker inspect`.",
    remedy:
      "Change it, take it out of the file, and hand it over with `secrets` and the image's `*_FILE` variable; or by a variable that has no fallback.",
  },
  cis: "7.4",
  settings: { ignored },
  check: eachWorkload(function* (workload, { world, settings: { ignored } }) {
    const { id } = workload;
    const entries = plainEntries(workload, ignored);
    for (const entry of entries) {
      const held = world.heldBy(entry);
      if (held?.way === "literal")
        yield violated(entry.name, `Variable ${entry.name} of workload ${id} holds ${held.what}.`);
    }
    yield* undecided(id, entries);
    yield* wrongIfHidden(workload, "environment", `the environment of workload ${id} holds a credential`);
  }),
});

const placeholder = rule({
  id: "placeholder-credential",
  title: "No credential is one that everybody knows",
  severity: "medium",
  level: "mandatory",
  rationale:
    "`changeme`, the name of the program, and what stands as a fallback in a file are the first that anybody tries, and stay where nobody was made to choose another.",
  remedy: "Make it a Pulumi secret of its own for each stack, and hand it over as a file.",
  compose: {
    remedy:
      "Let it come from a variable without a fallback, so that whoever deploys must choose one; or hand it over with `secrets`.",
  },
  cis: "7.4",
  // That values are not known is said by secret-in-environment, of the same variables.
  whenUnknown: "ignored",
  settings: { ignored },
  check: eachWorkload(function* (workload, { world, settings: { ignored } }) {
    const { id } = workload;
    for (const entry of plainEntries(workload, ignored)) {
      const held = world.heldBy(entry);
      const message = held && knownToAll(`Variable ${entry.name} of workload ${id}`, held);
      if (message !== undefined) yield violated(entry.name, message);
    }
    for (const { option, held } of argumentsOf(workload, world)) {
      const message = knownToAll(`The command of workload ${id}`, held);
      if (message !== undefined) yield violated(option, message);
    }
    yield* wrongIfHidden(
      workload,
      "environment",
      `a credential of workload ${id} is one that everybody knows`,
    );
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
  compose: {
    rationale:
      "Whatever sets the variable, in the container it stands in the environment: `docker inspect` and every child process show it.",
    remedy: "Use `secrets` and the image's `*_FILE` variable, where it knows one.",
  },
  exception: "An image that reads it from the environment only.",
  *check({ world, settings, review }) {
    yield* eachWorkload(function* (workload) {
      const { id, environment } = workload;
      for (const { name } of environment.filter(({ secret }) => secret))
        yield violated(name, `Workload ${id} gets the secret ${name} as a variable.`);
      yield* wrongIfHidden(workload, "environment", `workload ${id} gets a secret as a variable`);
    })({ world, settings, review });
    yield* byVariable(world);
  },
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
  check: eachWorkload(function* (workload, { world, settings: { ignored } }) {
    const { id, labels, templates } = workload;
    const all = { ...labels, ...templates?.labels };
    for (const [name, value] of Object.entries(all).filter(([name]) => !ignored.includes(name))) {
      const isTemplate = templates?.labels !== undefined && Object.hasOwn(templates.labels, name);
      const held = isTemplate
        ? heldIn(name, value, world.knownNames)
        : heldBy({ name, value, secret: false }, world.knownNames);
      if (held !== undefined && held.way !== "variable")
        yield violated(name, `Label ${name} of workload ${id} holds ${held.what}.`);
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
  check: eachWorkload(function* (workload, { world }) {
    const { id, command, templates } = workload;
    if (command === undefined) return;
    const statement = `the command of workload ${id} holds a credential`;
    if (isUnknown(command) && templates?.command === undefined)
      yield unsure("command", statement, command.unknown);
    for (const { option, held, says } of argumentsOf(workload, world))
      if (held.way === "literal") yield violated(option, says);
  }),
});

/** Variables whose values are the program's own, and not those of a secret. */
function plainEntries({ environment }: Workload, ignored: readonly string[]): EnvironmentEntry[] {
  return environment.filter(({ name, secret }) => !secret && !ignored.includes(name));
}

/** What is wrong with a credential that is known to everybody, in words; undefined where it is none. */
function knownToAll(where: string, { way, what, variables }: Held): string | undefined {
  if (way === "placeholder")
    return `${where} holds ${what} that only stands for one, or is anybody's first guess.`;
  if (way !== "fallback") return undefined;
  return `${where} falls back to ${what} that stands in the file, where ${variables.join(" and ")} is not set.`;
}

/** A variable by which credentials come to workloads. */
interface Carried {
  readonly variable: string;
  readonly source: Source | undefined;
  readonly user: Workload;
}

/** One finding for each variable that carries a credential, wherever it is set. */
function* byVariable(world: World): Generator<Found> {
  const carried = world.topology.workloads.flatMap(user => carriedTo(user, world));
  const key = ({ variable, source }: Carried): string =>
    `${variable} ${source?.file ?? ""} ${source?.line ?? ""}`;
  for (const group of Map.groupBy(carried, key).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const users = [...new Set(group.map(({ user }) => user.id))].join(", ");
    const { variable, source } = first;
    yield {
      subject: { ...workloadSubject(first.user), name: `variable/${variable}`, ...(source && { source }) },
      ...violated(
        "environment",
        `Variable ${variable} holds a credential, which docker inspect shows of ${users}.`,
      ),
    };
  }
}

function carriedTo(user: Workload, world: World): Carried[] {
  const setAt = world.topology.variables ?? {};
  const ofVariables = (variables: readonly string[]): Carried[] =>
    variables.map(variable => ({ variable, source: setAt[variable], user }));
  const ofEnvironment = plainEntries(user, []).flatMap(entry => {
    const held = world.heldBy(entry);
    if (held?.way !== "variable") return [];
    return entry.file === undefined
      ? ofVariables(secretOnes(held, entry.template))
      : [{ variable: entry.name, source: entry.file, user }];
  });
  const ofArguments = argumentsOf(user, world).flatMap(({ held }) =>
    held.way === "variable" ? ofVariables(held.variables) : [],
  );
  return [...ofEnvironment, ...ofArguments];
}

/** Of several variables in a value, as in a URL, those that stand where the credential does. */
function secretOnes({ variables }: Held, template = ""): readonly string[] {
  const marked = piecesOf(template)
    .map(piece => (piece.kind === "text" ? piece.text : `${hole}${piece.name}${hole}`))
    .join("");
  const part = credentialIn(marked)?.part;
  const within = variables.filter(name => part?.includes(`${hole}${name}${hole}`));
  return within.length === 0 ? variables : within;
}

/** A credential among the arguments of a command. */
interface Argument {
  readonly option: string;
  readonly held: Held;
  readonly says: string;
}

/** Arguments that are credentials, `--password=x` or `--password x`; a shell's whole line is taken apart first. */
function argumentsOf({ id, command, templates }: Workload, world: World): Argument[] {
  const written = templates?.command ?? (command === undefined || isUnknown(command) ? [] : command);
  const isTemplate = templates?.command !== undefined;
  const words = written.flatMap(argument => argument.split(/\s+/).filter(word => word !== ""));
  const heldAs = (name: string, value: string): Held | undefined =>
    isTemplate
      ? heldIn(name, value, world.knownNames)
      : heldBy({ name, value, secret: false }, world.knownNames);
  return words.flatMap((word, index): Argument[] => {
    const [option = "", value] = word.startsWith("-") ? splitAt(word, "=") : [];
    const given = value ?? words[index + 1] ?? "";
    if (takesCredential(option) && (value !== undefined || !given.startsWith("-"))) {
      const held = heldAs("password", given);
      return held === undefined
        ? []
        : [{ option, held, says: `The command of workload ${id} gives a credential to ${option}.` }];
    }
    const [name, content = ""] = splitAt(word, "=");
    const [at, where] = [`argument ${index}`, `Argument ${index} of the command of workload ${id}`];
    if (/^[A-Za-z_]\w*$/.test(name) && namesCredential(name)) {
      const held = heldAs(name, content);
      return held === undefined ? [] : [{ option: at, held, says: `${where} sets a credential.` }];
    }
    const held = heldAs("", word);
    return held === undefined ? [] : [{ option: at, held, says: `${where} is ${held.what}.` }];
  });
}

/** Says of all values that are not known, at once, that nobody can tell. What a variable holds stands in no file. */
function* undecided(id: string, entries: readonly EnvironmentEntry[]): Generator<Case> {
  const open = entries
    .filter(
      ({ value, template, file }) => value === undefined && template === undefined && file === undefined,
    )
    .map(({ name }) => name);
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
  rules: [inEnvironment, placeholder, secretVariable, inLabels, inCommand],
};
