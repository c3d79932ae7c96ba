import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensurePulumi, type Pulumi, pulumiEnvironment, pulumiVariables, say } from "./toolchain/index.ts";

/** Opens a shell in which plain `pulumi` works in this project; with --print, writes the same as lines for `eval`. */
const project = join(import.meta.dirname, "..");

function printVariables(pulumi: Pulumi): void {
  for (const [name, value] of Object.entries(pulumiVariables(project, pulumi))) {
    const line = value === undefined ? `unset ${name}` : `export ${name}='${value.replaceAll("'", "'\\''")}'`;
    process.stdout.write(`${line}\n`);
  }
}

function openShell(pulumi: Pulumi): void {
  say("A shell with the toolchain on its PATH; leave it with exit.");
  const env = pulumiEnvironment(project, pulumi);
  const shell = spawn(process.env["SHELL"] || "/bin/sh", [], { cwd: project, env, stdio: "inherit" });
  shell.on("error", error => {
    say(`The shell cannot be started: ${error.message}. Name another with SHELL.`);
    process.exitCode = 2;
  });
  shell.on("close", code => {
    process.exitCode = code ?? 1;
  });
}

try {
  const pulumi = await ensurePulumi();
  if (process.argv.includes("--print")) printVariables(pulumi);
  else openShell(pulumi);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
