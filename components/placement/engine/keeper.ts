import * as docker from "@pulumi/docker";
import { type ComponentResource, type Input, secret } from "@pulumi/pulumi";
import { keeperLabel } from "../../../topology/index.ts";
import { labelList } from "../../labels.ts";
import { secretsFolder } from "../../plan/folders.ts";
import type { WorkloadPlan } from "../../plan/workload.ts";
import { registering } from "../../registering.ts";
import type { Made } from "../made.ts";
import { volumeName } from "./containerArgs.ts";

/** Where the script lies. */
const folder = "/etc/bulkhead";

/**
 * A workload's keeper as a container that runs to its end; nothing where it has none. It is made anew, and so runs,
 * whenever the image, the script, a secret or a volume is another.
 */
export function engineKeeper(
  parent: ComponentResource,
  plan: WorkloadPlan,
  image: Input<string>,
  made: Made,
): docker.Container[] {
  const { id, keeper, hardening, limits } = plan;
  if (keeper === undefined) return [];
  const file = `${folder}/keeper.sh`;
  const args: docker.ContainerArgs = {
    image,
    entrypoints: ["sh", file],
    command: [],
    ...(hardening.user === "" ? {} : { user: hardening.user }),
    networkMode: "none",
    labels: labelList({
      ...plan.labels,
      "bulkhead.app": plan.app,
      [keeperLabel]: id,
    }),
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    readOnly: true,
    tmpfs: { "/tmp": "size=16m" },
    memory: limits.memory,
    cpus: String(limits.cpus),
    logDriver: "json-file",
    logOpts: { "max-size": "1m", "max-file": "1" },
    volumes: [
      ...plan.mounts.map(mount => ({
        volumeName: volumeName(mount, made),
        containerPath: mount.at,
        readOnly: mount.readOnly || keeper.readsOnly.includes(mount.at),
      })),
      { containerPath: folder },
      { containerPath: secretsFolder },
    ],
    uploads: [
      { file, content: keeper.script, permissions: "0444" },
      ...Object.entries(keeper.secrets).map(([name, content]) => ({
        file: `${secretsFolder}/${name}`,
        // Also where the program did not mark it: what stands here is one.
        content: secret(content),
        permissions: "0444",
      })),
    ],
    restart: "no",
    attach: true,
  };
  return [
    registering(
      () =>
        new docker.Container(`${id}-keeper`, args, {
          parent,
          // One at a time: each writes down what the server has by then.
          deleteBeforeReplace: true,
          additionalSecretOutputs: ["uploads"],
        }),
    ),
  ];
}
