import { posix } from "node:path";
import { type Complain, duplicates } from "../../check/complain.ts";
import { pathText } from "../../check/problems.ts";
import { defaultTmpfs, secretsFolder } from "../../plan/folders.ts";
import type { WorkloadArgs } from "../args/workload.ts";
import type { ReadWorkload } from "../read.ts";

/** What is in a workload's file system. */
type Args = Pick<WorkloadArgs, "files" | "secrets" | "hardening"> & Pick<ReadWorkload, "mounts">;

/** Checks that everything in a workload's file system has a place that nothing else takes. */
export function checkFiles(workload: ReadWorkload, complain: Complain): void {
  const args: Args = { ...workload.args, mounts: workload.mounts };
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
  const { mounts } = args;
  const volumes = mounts.map(({ value }) => value.at);
  duplicates(volumes).forEach(([index, at]) => {
    complain(`${mounts[index]?.path}.at`, `there is a volume at ${at} already; choose another place`);
  });
  if (args.hardening?.tmpfs === undefined) {
    for (const { value, path } of mounts) {
      if (!Object.hasOwn(defaultTmpfs, value.at)) continue;
      const advice = "choose another place, or give hardening.tmpfs without it";
      complain(`${path}.at`, `${value.at} is an in-memory folder unless told otherwise; ${advice}`, [
        "hardening.tmpfs",
      ]);
    }
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
  const volume = args.mounts.map(({ value }) => value).findLast(({ at }) => holds(at));
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
