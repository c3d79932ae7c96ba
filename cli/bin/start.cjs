// Compiled, or as it is: the sources run in a clone of the repository.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "../main.ts");
import(existsSync(source) ? "../main.ts" : "../main.js");
