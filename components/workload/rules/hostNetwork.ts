import type { Complain } from "../../check/complain.ts";
import { pathText } from "../../check/problems.ts";
import type { ReadWorkload } from "../read.ts";

/** On the host's network there is nothing to attach, to publish or to be named: what asks for that contradicts it. */
export function checkHostNetwork({ args }: ReadWorkload, complain: Complain): void {
  if (args.hostNetwork === undefined) return;
  const contrary = (path: string, given: boolean, why: string): void => {
    if (given) complain(path, `on the host's network ${why}; leave it out, or hostNetwork`);
  };
  contrary("segments", (args.segments ?? []).length > 0, "it takes part in no segment");
  contrary("publish", (args.publish ?? []).length > 0, "its ports are the host's already");
  contrary("egress", args.egress === true, "it goes out as the host does");
  contrary("link", (args.link ?? []).length > 0, "it shares no segment with what it links to");
  contrary("listenVariable", args.listenVariable !== undefined, "it has no name to listen on");
  for (const name of Object.keys(args.hardening?.sysctls ?? {})) {
    const path = pathText(["hardening", "sysctls", name]);
    contrary(path, name.startsWith("net."), "it would change the host's own settings");
  }
}
