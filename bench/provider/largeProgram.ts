import { readFileSync } from "node:fs";
import * as docker from "@pulumi/docker";
import "../../components/index.ts";
import { type Variant, variantFile } from "./variant.ts";

/** The program that is measured; it runs in the folder of its project, which says what it deploys. */
const { plan, attached, moved } = JSON.parse(readFileSync(variantFile, "utf8")) as Variant;
const [label, value] = plan.label;
const labels = [{ label, value }];

const networks = new Map(
  plan.networks.map(({ name, subnet, gateway }) => [
    name,
    new docker.Network(name, { name, internal: true, ipamConfigs: [{ subnet, gateway }], labels }),
  ]),
);
if (attached !== undefined) {
  networks.set(attached, new docker.Network(attached, { name: attached, internal: true, labels }));
}

for (const { name, networks: places } of plan.containers) {
  const other = moved?.container === name ? moved : undefined;
  new docker.Container(name, {
    name,
    image: other?.image ?? plan.image,
    ...(other && { entrypoints: [other.entrypoint] }),
    command: [...plan.command],
    networksAdvanced: [...places, ...(attached === undefined ? [] : [attached])].map(place => ({
      name: networks.get(place)?.name ?? place,
    })),
    destroyGraceSeconds: plan.graceSeconds,
    labels,
  });
}
