import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import {
  createContainer,
  createNetwork,
  Engine,
  inspectContainer,
  startContainer,
} from "../../engine/index.ts";
import type { Plan, PlannedContainer } from "../up/plan.ts";
import { check, checkInterval } from "./chain.ts";

/** Run as `node pollingCalls.ts PLAN`: the calls that a chain takes, with a look once a second at each one's health. */
const [, , file = ""] = process.argv;
const plan = JSON.parse(readFileSync(file, "utf8")) as Plan;
const engine = Engine.locate();
const labels = Object.fromEntries([plan.label]);
const nanoseconds = 1e6;

/** Milliseconds between two looks. */
const pause = 1000;

async function makeHealthy({ name, networks }: PlannedContainer): Promise<void> {
  const { image: Image, command: Cmd } = plan;
  const id = await createContainer(engine, {
    name,
    Image,
    Cmd,
    Labels: labels,
    Healthcheck: { Test: check, Interval: checkInterval * nanoseconds, Timeout: 5000 * nanoseconds },
    HostConfig: { NetworkMode: networks[0] ?? "none" },
  });
  await startContainer(engine, id);
  while ((await inspectContainer(engine, id))?.State.Health?.Status !== "healthy") await setTimeout(pause);
}

for (const { name, subnet, gateway } of plan.networks) {
  await createNetwork(engine, {
    Name: name,
    Internal: true,
    IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: gateway }] },
    Labels: labels,
  });
}
for (const container of plan.containers) await makeHealthy(container);
