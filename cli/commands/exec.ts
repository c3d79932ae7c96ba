import { Command } from "commander";
import { Engine, execIn } from "../../engine/index.ts";
import { choose, markOf, titleOf } from "../daily/choose.ts";
import { containersOf } from "../daily/services.ts";
import { CliFailure } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { cwdOption, example, stackOption } from "./options.ts";

interface Options {
  readonly stack?: string;
  readonly cwd: string;
  readonly user?: string;
}

/** `bulkhead exec`: runs a command in a container of a stack, by the stack's names. */
export function execCommand(): Command {
  return new Command("exec")
    .description("run a command in a container of a stack; it ends as the command does")
    .argument("<workload>", "a workload or tier; the first running replica, or one as NAME/NUMBER")
    .argument("[command...]", "what to run, after --; a shell by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .option("-u, --user <user>", "who runs it; the container's own user by default")
    .addHelpText("after", example("bulkhead exec db --stack dev -- ls /tmp"))
    .action(async (name: string, words: readonly string[], options: Options) => {
      const engine = Engine.locate();
      const stack = await markOf(options.cwd, options.stack);
      const chosen = choose(await containersOf(engine, stack), [name], stack);
      const running = chosen.find(({ container }) => container.State.Running);
      if (running === undefined) {
        throw new CliFailure(
          `${chosen.map(one => titleOf(one, chosen)).join(", ")} does not run.`,
          `\`${invocation("status")}\` says what does.`,
        );
      }
      process.exitCode = await execIn(engine, running.container.Id, {
        command: words.length === 0 ? ["sh"] : words,
        terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
        stdin: rawInput(),
        stdout: process.stdout,
        stderr: process.stderr,
        ...(options.user === undefined ? {} : { user: options.user }),
      });
    });
}

/** What is typed goes to the command as it is; the terminal is as before when this process ends. */
function rawInput(): NodeJS.ReadStream {
  const { stdin } = process;
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    process.once("exit", () => stdin.setRawMode(false));
  }
  return stdin;
}
