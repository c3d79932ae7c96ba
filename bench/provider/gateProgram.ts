import { readFileSync } from "node:fs";
import * as docker from "@pulumi/docker";
import "../../components/index.ts";
import type { Plan } from "../up/plan.ts";
import { check, checkInterval } from "./chain.ts";

/** A chain of containers, each made once the one before it is healthy. */
const plan = JSON.parse(readFileSync("plan.json", "utf8")) as Plan;
const [label, value] = plan.label;
const labels = [{ label, value }];

const networks = plan.networks.map(
  ({ name, subnet, gateway }) =>
    new docker.Network(name, { name, internal: true, ipamConfigs: [{ subnet, gateway }], labels }),
);

let before: readonly docker.Container[] = [];
for (const { name } of plan.containers) {
  const container = new docker.Container(
    name,
    {
      name,
      image: plan.image,
      command: [...plan.command],
      networksAdvanced: networks.map(network => ({ name: network.name })),
      healthcheck: { tests: check, interval: `${checkInterval}ms`, timeout: "5s" },
      wait: true,
      destroyGraceSeconds: plan.graceSeconds,
      labels,
    },
    { dependsOn: [...before] },
  );
  before = [container];
}
