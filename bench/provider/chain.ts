import type { Plan } from "../up/plan.ts";

/** How a container's health is checked: a process that starts and ends well. */
export const check = ["CMD", "python3", "-I", "-S", "-c", "pass"];

/** Milliseconds between two checks, and so from a start to the first. */
export const checkInterval = 500;

/** Containers one after the other, each awaited healthy before the next is made, all on one network. */
export function chainOf(plan: Plan): Plan {
  const networks = plan.networks.slice(0, 1);
  const places = networks.map(({ name }) => name);
  return { ...plan, networks, containers: plan.containers.map(({ name }) => ({ name, networks: places })) };
}
