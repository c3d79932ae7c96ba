import { posix } from "node:path";
import { type Complain, duplicates } from "../check/complain.ts";
import { pathText } from "../check/problems.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { defaultTmpfs, secretsFolder } from "./folders.ts";

type Args = Pick<WorkloadArgs, "files" | "volumes" | "secrets" | "hardening">;

/** Checks that everything in a workload's file system has a place that nothing else takes. */
export function checkFiles(args: Args, complain: Complain): void {
  checkVolumes(args, complain);
  const files = args.files ?? [];
  duplicates(files.map(file => file.path)).forEach(([index, path]) => {
    complain(`files[${index}].path`, `${path} stands there twice; leave one out`);
  });
  files.forEach(({ path }, index) => {
    const hindrance = whyNotAt(path, args);
    if (hindrance === undefined) return;
    complain(`files[${index}].path`, hindrance.reason, hindrance.unless);
  });
}

function checkVolumes(args: Args, complain: Complain): void {
  const volumes = (args.volumes ?? []).map(({ at }) => at);
  duplicates(volumes).forEach(([index, at]) => {
    complain(`volumes[${index}].at`, `there is a volume at ${at} already; choose another place`);
  });
  if (args.hardening?.tmpfs === undefined) {
    volumes.forEach((at, index) => {
      if (!Object.hasOwn(defaultTmpfs, at)) return;
      const advice = "choose another place, or give hardening.tmpfs without it";
      complain(`volumes[${index}].at`, `${at} is an in-memory folder unless told otherwise; ${advice}`, [
        "hardening.tmpfs",
      ]);
    });
  }
  const secrets = Object.keys(args.secrets ?? {}).length > 0;
  for (const folder of Object.keys(args.hardening?.tmpfs ?? {})) {
    if (!volumes.includes(folder) && !(secrets && folder === secretsFolder)) continue;
    const path = pathText(["hardening", "tmpfs", folder]);
    complain(path, `there is a volume at ${folder} already; choose another place`);
  }
}

interface Hindrance {
  readonly reason: string;
  readonly unless?: readonly string[];
}

/** What keeps a file from being where it is wanted. */
function whyNotAt(path: string, args: Args): Hindrance | undefined {
  const folder = posix.dirname(path);
  const holds = (outer: string): boolean => folder === outer || folder.startsWith(`${outer}/`);
  if (holds(secretsFolder)) return { reason: `${secretsFolder} is where secrets go; give it under secrets` };
  const memory = Object.keys(args.hardening?.tmpfs ?? defaultTmpfs).find(holds);
  if (memory !== undefined) {
    const advice = "put it elsewhere, such as into /etc/acme/";
    return {
      reason: `${memory} is an in-memory folder, which begins empty; ${advice}`,
      unless: ["hardening.tmpfs"],
    };
  }
  const volume = (args.volumes ?? []).filter(({ at }) => holds(at)).at(-1);
  if (volume?.readOnly) {
    return { reason: `the volume at ${volume.at} is read-only; put it elsewhere`, unless: ["volumes"] };
  }
  if (volume !== undefined || args.hardening?.writableRoot || !systemFolders.has(folder)) return undefined;
  const remedy = "put it into a folder of its own, such as /etc/acme/, or set hardening.writableRoot";
  return {
    reason: `under a read-only root a volume takes the place of ${folder}; ${remedy}`,
    unless: ["volumes", "hardening.writableRoot"],
  };
}

/** Folders an image cannot do without: a volume in their place would break it. */
const systemFolders: ReadonlySet<string> = new Set(
  "/ /bin /boot /dev /etc /lib /lib64 /proc /root /run /sbin /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib /var/run".split(
    " ",
  ),
);
