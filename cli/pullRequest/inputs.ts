import { readFileSync } from "node:fs";
import { CliFailure } from "../failure.ts";

/** What the GitHub action was given. */
export interface Inputs {
  /** The Pulumi stack to preview; undefined where compose files are compared. */
  readonly stack: string | undefined;
  /** Compose files, merged one over the other, or the folder they are in. */
  readonly compose: readonly string[];
  /** The project's folder, seen from the repository's. */
  readonly folder: string;
  /** The revision to compare with. */
  readonly base: string;
  /** Run in the project's folder at the base before its preview. */
  readonly install: string | undefined;
  readonly config: string | undefined;
  readonly exceptions: string | undefined;
  readonly failOn: "mandatory" | "advisory";
  /** Where SARIF is written. */
  readonly sarif: string;
  /** Where the comment is made; undefined where none is to be made. */
  readonly pullRequest: PullRequest | undefined;
}

export interface PullRequest {
  /** E.g. `https://api.github.com`. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
}

/** The input that is a secret. */
const tokenInput = "GITHUB_TOKEN";
export const tokenVariable = `INPUT_${tokenInput}`;

interface Event {
  readonly number?: number;
  readonly pull_request?: { readonly number: number; readonly base: { readonly sha: string } };
}

/**
 * Reads the inputs as GitHub passes them on, in variables.
 *
 * @throws CliFailure where they cannot be used.
 */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const input = (name: string): string | undefined => env[`INPUT_${name}`]?.trim() || undefined;
  const event = readEvent(env["GITHUB_EVENT_PATH"]);
  const [stack, compose] = [
    input("STACK"),
    (input("COMPOSE") ?? "").split(/\s+/).filter(file => file !== ""),
  ];
  if ((stack === undefined) === (compose.length === 0)) {
    throw new CliFailure(
      "The action needs a stack or compose files, and not both.",
      "Give `stack` or `compose`.",
    );
  }
  const base = input("BASE") ?? event.pull_request?.base.sha;
  if (base === undefined) {
    throw new CliFailure(
      "This is no pull request, so there is nothing to compare with.",
      "Give `base`, a revision.",
    );
  }
  const failOn = input("FAIL_ON") ?? "mandatory";
  if (failOn !== "mandatory" && failOn !== "advisory") {
    throw new CliFailure(`fail-on is "${failOn}".`, "Give mandatory or advisory.");
  }
  return {
    stack,
    compose,
    folder: input("WORKING_DIRECTORY") ?? ".",
    base,
    install: input("INSTALL"),
    config: input("POLICY_CONFIG"),
    exceptions: input("EXCEPTIONS"),
    failOn,
    sarif: input("SARIF_FILE") ?? "bulkhead.sarif",
    pullRequest: pullRequestOf(env, event, input("COMMENT") !== "false", input(tokenInput)),
  };
}

function pullRequestOf(
  env: NodeJS.ProcessEnv,
  event: Event,
  wanted: boolean,
  token: string | undefined,
): PullRequest | undefined {
  const number = event.pull_request?.number;
  const repository = env["GITHUB_REPOSITORY"];
  if (!wanted || token === undefined || number === undefined || repository === undefined) return undefined;
  return { api: env["GITHUB_API_URL"] ?? "https://api.github.com", repository, number, token };
}

function readEvent(path: string | undefined): Event {
  return path === undefined ? {} : (JSON.parse(readFileSync(path, "utf8")) as Event);
}
