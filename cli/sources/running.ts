import { stringify } from "yaml";
import { composeOfRunning, type Running, serviceName } from "../../convert/index.ts";
import { Engine, inspectContainer, inspectImage, listContainers, listNetworks } from "../../engine/index.ts";
import { helperLabel } from "../../observe/index.ts";
import { readCompose } from "../../topology/readers/compose/index.ts";
import { CliFailure } from "../failure.ts";
import type { ProjectReading } from "./compose.ts";

/** What runs on the engine, as a compose project. */
export interface RunningReading {
  readonly reading: ProjectReading;
  /** The containers by their names. */
  readonly containers: readonly string[];
  /** The project of Compose that they are of, where it is one. */
  readonly project: string | undefined;
  /** Where the engine is. */
  readonly where: string;
}

/**
 * Reads what runs, but for what a stack of Bulkhead's made.
 *
 * @param named projects of Compose, or containers; all where it is `.` alone.
 * @throws CliFailure where nothing is called so, or two are called alike.
 */
export async function readRunning(named: readonly string[]): Promise<RunningReading> {
  const engine = Engine.locate();
  const summaries = await listContainers(engine, []);
  const foreign = summaries.filter(
    ({ State, Labels }) => State === "running" && !("bulkhead.stack" in Labels) && !(helperLabel in Labels),
  );
  const isAll = named.length === 1 && named[0] === ".";
  const wanted = isAll
    ? foreign
    : named.flatMap(name => {
        const found = foreign.filter(
          ({ Labels, Names }) => Labels[projectLabel] === name || Names.includes(`/${name}`),
        );
        if (found.length > 0) return found;
        throw new CliFailure(
          `Neither a running container nor a project of Compose is called ${name}.`,
          "`docker ps` lists what runs.",
        );
      });
  if (wanted.length === 0)
    throw new CliFailure("Nothing runs there that is to be taken over.", "Start it first.");
  const inspected = await Promise.all(wanted.map(({ Id }) => inspectContainer(engine, Id)));
  const containers = inspected.filter(one => one !== undefined);
  const names = [...new Set(containers.map(({ Config }) => Config.Image))];
  const images = await Promise.all(
    names.map(async name => [name, (await inspectImage(engine, name))?.Config ?? {}] as const),
  );
  const running: Running = { containers, images: new Map(images), networks: await listNetworks(engine) };
  const projects = new Set(containers.map(({ Config }) => Config.Labels?.[projectLabel]));
  checkNames(containers, projects.size);
  const file = "what runs";
  const text = stringify(composeOfRunning(running));
  const readFile = (path: string): string | undefined => (path === file ? text : undefined);
  const reading = readCompose({ files: [file], environment: {}, readFile });
  return {
    reading: { ...reading, files: [file] },
    containers: containers.map(({ Name }) => Name.slice(1)),
    project: projects.size === 1 ? [...projects][0] : undefined,
    where: engine.where,
  };
}

const projectLabel = "com.docker.compose.project";

/** Two projects may each have a `db`. */
function checkNames(containers: Running["containers"], projects: number): void {
  if (projects < 2) return;
  const owners = Map.groupBy(containers, serviceName);
  for (const [name, found] of owners) {
    const of = new Set(found.map(({ Config }) => Config.Labels?.[projectLabel]));
    if (of.size < 2) continue;
    throw new CliFailure(
      `Several projects have a service ${name}: ${[...of].join(", ")}.`,
      "Take them over one by one: `bulkhead convert --engine PROJECT`.",
    );
  }
}
