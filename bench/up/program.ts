import { readFileSync } from "node:fs";
import * as docker from "@pulumi/docker";
import type { Plan } from "./plan.ts";

/** The program that is measured: a copy of it lies beside plan.json in a project of its own. */
const plan = JSON.parse(readFileSync("plan.json", "utf8")) as Plan;
const [label, value] = plan.label;
const labels = [{ label, value }];

const networks = new Map(
  plan.networks.map(({ name, subnet, gateway }) => [
    name,
    new docker.Network(name, { name, internal: true, ipamConfigs: [{ subnet, gateway }], labels }),
  ]),
);

for (const container of plan.containers) {
  new docker.Container(container.name, {
    name: container.name,
    image: plan.image,
    command: [...plan.command],
    networksAdvanced: container.networks.map(name => ({ name: networks.get(name)?.name ?? name })),
    destroyGraceSeconds: plan.graceSeconds,
    labels,
  });
}
