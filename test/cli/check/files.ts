import type { Folder } from "../../harness/folder.ts";

/** A file that breaks one mandatory rule for certain. */
export const bad = `services:
  web:
    image: nginx
    privileged: true
  "db":
    image: postgres:16
`;

/** What the tests of `check` check, by path. */
export const files = {
  "bad.yaml": bad,
  "fine.yaml": "services: {}\n",
  "broken.yaml": "services:\n  web: {image: [}\n",
  "odd name, 100%.yaml": bad,
  "project/compose.yaml": "services: {web: {image: a}}\n",
  "project/compose.override.yaml": "services: {web: {privileged: true}}\n",
  "exceptions.yaml": `exceptions:
  - {rule: privileged, resource: workload/web, reason: "It <must> & \\"will\\"", owner: me, expiry: 2999-01-01}
  - {rule: privileged, resource: workload/nobody, reason: gone, owner: me, expiry: 2999-01-01}
  - {rule: privileged, resource: workload/old, reason: gone, owner: me, expiry: 2001-01-01}
`,
  "config.json": JSON.stringify({ all: "disabled", privileged: "advisory" }),
};

/** What `--format json` writes. */
export interface Document {
  readonly version: number;
  readonly findings: readonly Record<string, unknown>[];
  readonly errors: readonly Record<string, unknown>[];
}

/** Checks in a folder; gives the status and the document. */
export async function checkJson(
  folder: Folder,
  ...args: readonly string[]
): Promise<{ code: number | null; document: Document }> {
  const { code, stdout } = await folder.bulkhead("check", ...args, "--format", "json");
  return { code, document: JSON.parse(stdout) as Document };
}
