#!/usr/bin/env node
// What the command starts with, in syntax that every Node understands: an older one would end in a SyntaxError, which
// tells nobody what is needed.
var oldest = [22, 18];
var version = process.versions.node.split(".").map(Number);
var isOld = version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1]);
if (isOld) {
  process.stderr.write(
    "bulkhead needs Node " +
      oldest.join(".") +
      " or later, and this is Node " +
      process.versions.node +
      ". Install a newer one from https://nodejs.org, or run `npx --package node@24 --package pulumi-bulkhead bulkhead`.\n",
  );
  process.exitCode = 2;
} else {
  require("./start.cjs");
}
