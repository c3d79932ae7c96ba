import { CliFailure } from "../failure.ts";
import type { PullRequest } from "./inputs.ts";

interface Comment {
  readonly id: number;
  readonly body?: string;
}

const perPage = 100;
/** Milliseconds for one answer of GitHub. */
const patience = 30_000;

/**
 * Makes a comment on a pull request, or changes the one of an earlier run: that which begins with the same mark.
 *
 * @param mark an HTML comment, which nobody sees.
 * @see https://docs.github.com/rest/issues/comments
 */
export async function comment(on: PullRequest, mark: string, body: string): Promise<void> {
  const comments = `/repos/${on.repository}/issues/${on.number}/comments`;
  const earlier = await find(on, comments, mark);
  const text = JSON.stringify({ body: `${mark}\n${body}` });
  if (earlier === undefined) await ask(on, "POST", comments, text);
  else await ask(on, "PATCH", `/repos/${on.repository}/issues/comments/${earlier.id}`, text);
}

async function find(on: PullRequest, comments: string, mark: string): Promise<Comment | undefined> {
  for (let page = 1; ; page += 1) {
    const found = (await ask(on, "GET", `${comments}?per_page=${perPage}&page=${page}`)) as Comment[];
    const earlier = found.find(({ body }) => body?.startsWith(mark));
    if (earlier !== undefined || found.length < perPage) return earlier;
  }
}

async function ask(
  { api, token }: PullRequest,
  method: string,
  path: string,
  body?: string,
): Promise<unknown> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "x-github-api-version": "2022-11-28",
  };
  const response = await fetch(`${api}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(patience),
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok) return await response.json();
  throw new CliFailure(
    `GitHub answers ${response.status} to ${method} ${path}.`,
    "See that the workflow has the permission `pull-requests: write`.",
  );
}
