import { isUnknown } from "../../topology/index.ts";
import { eachWorkload, unsure, violated } from "../found.ts";
import { type Family, rule } from "../rule.ts";

const privileged = rule({
  id: "privileged",
  title: "No container is privileged",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A privileged container has every capability and every device of the host, without seccomp and AppArmor: whoever breaks into it owns the host and all its containers.",
  remedy: "Drop `privileged`, and add the one capability or device that the program needs.",
  cis: "5.5",
  check: eachWorkload(function* ({ id, privileges: { privileged } }) {
    if (isUnknown(privileged)) yield unsure("privileged", `workload ${id} is privileged`, privileged.unknown);
    else if (privileged) yield violated("privileged", `Workload ${id} is privileged.`);
  }),
});

export const privileges: Family = {
  id: "privileges",
  title: "Privileges",
  about: "What a container may do on its host.",
  rules: [privileged],
};
