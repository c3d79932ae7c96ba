import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wholeProgram } from "../program.ts";
import { definitionsOf } from "./definitions.ts";
import { referencePage } from "./page.ts";

// Writes docs/commands.md of the commands' definitions.
const file = join(import.meta.dirname, "../../docs/commands.md");
await writeFile(file, referencePage(definitionsOf(await wholeProgram())));
