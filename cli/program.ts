import { Command } from "commander";
import { setVerbosity } from "../tools/toolchain/progress.ts";
import { addVerbosityOptions, type VerbosityOptions, verbosityOf } from "./commands/options.ts";
import { exitStatus } from "./failure.ts";
import { releaseOf } from "./release.ts";

/** The commands, each loaded when it is asked for: a check of a file needs no Docker client. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import("./commands/up.ts")).upCommand(),
  down: async () => (await import("./commands/down.ts")).downCommand(),
  reach: async () => (await import("./commands/reach.ts")).reachCommand(),
  why: async () => (await import("./commands/why.ts")).whyCommand(),
  graph: async () => (await import("./commands/graph.ts")).graphCommand(),
  diff: async () => (await import("./commands/diff.ts")).diffCommand(),
  check: async () => (await import("./commands/check.ts")).checkCommand(),
  convert: async () => (await import("./commands/convert.ts")).convertCommand(),
  deploy: async () => (await import("./commands/deploy.ts")).deployCommand(),
  explain: async () => (await import("./commands/explain.ts")).explainCommand(),
  verify: async () => (await import("./commands/verify.ts")).verifyCommand(),
  observe: async () => (await import("./commands/observe.ts")).observeCommand(),
  egress: async () => (await import("./commands/egress.ts")).egressCommand(),
  status: async () => (await import("./commands/status.ts")).statusCommand(),
  logs: async () => (await import("./commands/logs.ts")).logsCommand(),
  exec: async () => (await import("./commands/exec.ts")).execCommand(),
  restart: async () => (await import("./commands/restart.ts")).restartCommand(),
  init: async () => (await import("./commands/init.ts")).initCommand(),
  "policy-pack": async () => (await import("./commands/policyPack.ts")).policyPackCommand(),
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  stats: async () => (await import("./commands/stats.ts")).statsCommand(),
  watch: async () => (await import("./commands/watch.ts")).watchCommand(),
  cp: async () => (await import("./commands/cp.ts")).cpCommand(),
  completion: async () => (await import("./commands/completion.ts")).completionCommand(wholeProgram),
};

/** Runs the command that the arguments name, and sets the exit status. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  endQuietly(process.stdout);
  const program = await programOf(wanted(argv[2]));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const { describeFailure } = await import("./describeFailure.ts");
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = exitStatus.cannotTell;
  }
}

/** All commands, as they are defined: what completion and the page of the commands are made of. */
export async function wholeProgram(): Promise<Command> {
  return await programOf(Object.values(commands));
}

async function programOf(loads: readonly (() => Promise<Command>)[]): Promise<Command> {
  const program = new Command("bulkhead")
    .description("Who may call whom on Docker: deployed, computed, judged and probed.")
    .version(releaseOf(), "-V, --version", "say which version this is")
    .addHelpText("after", "\nExample:\n  bulkhead up --stack dev")
    .addHelpText("after", "\nExit status: 0 fine, 1 findings or differences, 2 could not tell.")
    .showHelpAfterError("(bulkhead --help lists the commands, bulkhead COMMAND --help its options)")
    .exitOverride(error => {
      // Help was asked for: fine. Anything else is input nobody understands.
      process.exit(error.exitCode === 0 ? exitStatus.fine : exitStatus.cannotTell);
    });
  for (const load of loads) {
    const command = addVerbosityOptions(await load()).hook("preAction", (_, called) => {
      setVerbosity(verbosityOf(called.opts<VerbosityOptions>()));
    });
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}

/** Whoever reads the output may have seen enough: `bulkhead check . | head`. */
function endQuietly(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode);
  });
}

/** The one command that is named; all of them where help is to list them, or to say which there are. */
function wanted(name: string | undefined): readonly (() => Promise<Command>)[] {
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return named === undefined ? Object.values(commands) : [named];
}
