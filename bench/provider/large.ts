import { type ContainerInspect, type Engine, inspectContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { BenchFailure } from "../measure/failure.ts";
import type { Plan } from "../up/plan.ts";
import { isAsAfter } from "../up/round.ts";
import type { Life, Stage } from "./stages.ts";

/** What is done with many containers, each stage from where the one before it left them. */
export function largeLife(engine: Engine, plan: Plan, size: string): Life {
  const [, mark] = plan.label;
  const attached = `${mark}-further`;
  const [first] = plan.containers;
  if (first === undefined) throw new Error("There are no containers to work on.");
  const moved = { container: first.name, image: demoImage("app"), entrypoint: "python3" };
  /** The containers as the stage before left them. */
  let before: readonly ContainerInspect[] = [];
  const stages: Stage[] = [
    {
      name: "create",
      command: "up",
      variant: { plan },
      async verify() {
        demand(await isAsAfter("create", engine, plan), "create");
        before = await containersOf(engine, plan);
      },
    },
    { name: "no-op", command: "up", unchanged: true },
    { name: "refresh", command: "refresh", unchanged: true },
    {
      name: "another image for one",
      command: "up",
      variant: { plan, moved },
      async verify() {
        const now = await containersOf(engine, plan);
        const runs = now[0]?.Config.Image === moved.image && now[0].State.Running;
        demand(runs && restarted(before, now) === 1, "the update of one image");
        before = now;
      },
    },
    {
      name: "attach a network to all",
      command: "up",
      variant: { plan, moved, attached },
      async verify() {
        const now = await containersOf(engine, plan);
        const everywhere = now.every(({ NetworkSettings }) => attached in (NetworkSettings.Networks ?? {}));
        demand(everywhere && restarted(before, now) === 0, "the attachment of a network");
      },
    },
    {
      name: "detach it again",
      command: "up",
      variant: { plan, moved },
      async verify() {
        const now = await containersOf(engine, plan);
        const anywhere = now.some(({ NetworkSettings }) => attached in (NetworkSettings.Networks ?? {}));
        demand(!anywhere && restarted(before, now) === 0, "the detachment of a network");
      },
    },
    {
      name: "down",
      command: "destroy",
      verify: async () => demand(await isAsAfter("down", engine, plan), "down"),
    },
  ];
  return { program: "largeProgram.ts", size, who: "pulumi", stages };
}

/** The same commands on a program that makes nothing. */
export const emptyLife: Life = {
  program: "emptyProgram.ts",
  size: "",
  who: "empty program",
  stages: [
    { name: "create", command: "up" },
    { name: "no-op", command: "up", unchanged: true },
    { name: "refresh", command: "refresh", unchanged: true },
  ],
};

/** In the order of the plan. */
async function containersOf(engine: Engine, { containers }: Plan): Promise<ContainerInspect[]> {
  const found = await Promise.all(containers.map(({ name }) => inspectContainer(engine, name)));
  return found.filter(container => container !== undefined);
}

/** How many of them run since another moment than before, or are others. */
function restarted(before: readonly ContainerInspect[], now: readonly ContainerInspect[]): number {
  const starts = new Set(before.map(({ Id, State }) => `${Id} ${State.StartedAt}`));
  const same = now.filter(({ Id, State }) => starts.has(`${Id} ${State.StartedAt}`)).length;
  return Math.max(before.length, now.length) - same;
}

function demand(holds: boolean, after: string): void {
  if (holds) return;
  throw new BenchFailure(
    `After ${after}, the engine does not have what it should.`,
    "What it took says nothing; see what the program does by itself.",
  );
}
