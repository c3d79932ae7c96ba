import type { Complain } from "../check/complain.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { publishedIn } from "./ports/wishes.ts";

/** While replicas are replaced in turn, old and new run side by side: what cannot stand that contradicts it. */
export function checkRollout(args: Partial<WorkloadArgs>, complain: Complain): void {
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
  (args.volumes ?? []).forEach(({ readOnly }, index) => {
    if (readOnly) return;
    const path = `volumes[${index}]`;
    contrary(path, "old and new ones would write to it side by side", "mount it read-only", [
      `${path}.readOnly`,
    ]);
  });
  if ((args.sockets ?? []).length > 0) {
    contrary("sockets", "old and new ones would open it side by side", "leave them out");
  }
  const publish = args.publish === "all" ? [] : (args.publish ?? []);
  publish.forEach((given, index) => {
    if (publishedIn(given).every(({ hostPort }) => hostPort === 0)) return;
    const path = typeof given === "string" ? `publish[${index}]` : `publish[${index}].hostPort`;
    contrary(path, "old and new ones would want the port side by side", "put a Proxy in front");
  });
  if (args.hostNetwork !== undefined) {
    contrary("hostNetwork", "old and new ones would listen on the same port side by side", "leave it out");
  }
}
