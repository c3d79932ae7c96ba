// Pulumi loads a plugin's folder with require(), and a compiler of its own for .ts files that stumbles over ES modules.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "main.ts");
module.exports = import(existsSync(source) ? "./main.ts" : "./main.js");
