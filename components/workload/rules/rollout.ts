import type { Complain } from "../../check/complain.ts";
import type { ReadWorkload } from "../read.ts";

/** While replicas are replaced in turn, old and new run side by side: what cannot stand that contradicts it. */
export function checkRollout({ args, publish, mounts }: ReadWorkload, complain: Complain): void {
  if (args.rollout !== "rolling") return;
  const contrary = (path: string, why: string, remedy: string, unless?: string[]): void => {
    complain(path, `${why}; ${remedy}, or leave rollout out`, unless);
  };
  if (args.health === undefined) {
    contrary(
      "rollout",
      "the old ones go when the new ones are well, which nobody could tell",
      "give it health",
      ["health"],
    );
  } else if (args.health.wait === false) {
    contrary(
      "health.wait",
      "the old ones go when the new ones are well, which takes waiting",
      "leave it out",
    );
  }
  for (const { value, path } of mounts) {
    if (value.readOnly) continue;
    contrary(path, "old and new ones would write to it side by side", "mount it read-only", [
      `${path}.readOnly`,
    ]);
  }
  if ((args.sockets ?? []).length > 0) {
    contrary("sockets", "old and new ones would open it side by side", "leave them out");
  }
  for (const { value, hostPortPath } of publish) {
    if (value.hostPort === 0) continue;
    contrary(hostPortPath, "old and new ones would want the port side by side", "put a Proxy in front");
  }
  if (args.hostNetwork !== undefined) {
    contrary("hostNetwork", "old and new ones would listen on the same port side by side", "leave it out");
  }
}
