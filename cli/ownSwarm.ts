import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelAbilities } from "../engine/index.ts";
import { makeMark } from "../tools/marks/index.ts";
import { ensureFilled, OwnSwarm, removeLeftEngines } from "../tools/ownEngine/index.ts";
import {
  engineEnvironment,
  ensureEnginePrograms,
  inspectMachine,
  say,
  step,
} from "../tools/toolchain/index.ts";
import { CliFailure } from "./failure.ts";
import { untilInterrupted } from "./interrupted.ts";
import { invocation } from "./invocation.ts";
import { print } from "./output.ts";
import { findProject } from "./project.ts";

/** What is deployed on it. */
export interface OwnSwarmRequest {
  readonly cwd: string;
  readonly stack: string;
  /** The arguments of `up` that whoever typed it gave, but for those of which this takes care. */
  readonly rest: readonly string[];
}

/** Milliseconds for which nothing happens while it stands. */
const meanwhile = 3_600_000;

/**
 * Makes a Swarm of three engines on this machine, for whoever has no cluster; deploys a stack on it as `up` does, and
 * keeps it until it is interrupted. All of it ends with this process, also where that is killed: what is left on the disk
 * then is removed by the next.
 *
 * @returns the exit status of `up`.
 */
export async function upOnOwnSwarm(request: OwnSwarmRequest): Promise<number> {
  const machine = await inspectMachine();
  if (!machine.isRoot) {
    throw new CliFailure(
      "Three engines would be started, each with a network of its own, and only root can do that.",
      `Run it as root; or make a Swarm of machines (docs/swarm.md), point DOCKER_HOST to its manager and leave --swarm out.`,
    );
  }
  const time = untilInterrupted();
  const mark = makeMark("up");
  await removeLeftEngines(mark);
  const env = engineEnvironment(await ensureEnginePrograms("29", machine), machine);
  const filled = await ensureFilled("29", mark, env);
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-swarm-"));
  const config = join(findProject(request.cwd).folder, `Pulumi.${request.stack}.yaml`);
  const isNew = !existsSync(config);
  let swarm: OwnSwarm | undefined;
  try {
    const started = await step("making a Swarm of three engines", "they end with this command", () =>
      OwnSwarm.start(mark, { env, filled }),
    );
    swarm = started;
    const own = {
      DOCKER_HOST: started.manager.own.host,
      PULUMI_BACKEND_URL: `file://${folder}?metadata=skip`,
    };
    const status = await deployOn(started, request, { ...env, ...own });
    if (time.over || status > 1) return status;
    print(`\n${howToGoOn(started, request, own)}`);
    while (!time.over) await time.pause(meanwhile);
    return status;
  } finally {
    say("The Swarm comes to its end.");
    // npm passes an interruption on that the terminal has sent already: the second one must not break this off.
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
    await swarm?.dispose();
    await rm(folder, { recursive: true, force: true });
    if (isNew) await rm(config, { force: true });
  }
}

/** The same command once more, on the Swarm. */
async function deployOn(
  swarm: OwnSwarm,
  { stack, rest }: OwnSwarmRequest,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { encryption } = await kernelAbilities(swarm.manager.own.engine);
  if (encryption === false) {
    say(
      "The kernel of this machine has no ESP, so what its overlays carry is not encrypted (encrypted=false).",
    );
  }
  const settings = [
    ...["placement=swarm", "address=0.0.0.0", "appReplicas=3", "webReplicas=3"],
    ...(encryption === false ? ["encrypted=false"] : []),
  ];
  const others = swarm.nodes.slice(1).map(({ own }) => own.host);
  const args = ["up", "--stack", stack, "--config", ...settings, "--node", ...others, ...rest];
  const [, script = ""] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: "inherit", env });
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", code => resolve(code ?? 2));
  });
}

function howToGoOn(
  swarm: OwnSwarm,
  { stack }: OwnSwarmRequest,
  own: Readonly<Record<string, string>>,
): string {
  const others = swarm.nodes.slice(1).map(({ own: { host } }) => host);
  const outside = swarm.fromOutside.join(" ");
  return [
    `The Swarm stands until this command is ended (Ctrl-C): ${swarm.nodes.map(({ name, address }) => `${name} at ${address}`).join(", ")}.`,
    "In another terminal:",
    ...Object.entries(own).map(([name, value]) => `  export ${name}='${value}'`),
    `  ${invocation(`status --stack ${stack}`)}`,
    `  ${invocation(`verify --stack ${stack} --node ${others.join(" ")}`)}`,
    "What is said above to be at 127.0.0.1 is so on its nodes. From outside of them, e.g.:",
    `  ${outside} curl http://${swarm.manager.address}:8080/items`,
  ].join("\n");
}
