#!/usr/bin/env bash
# @pulumi/pulumi 3.248.0: under `pulumi.runtime.setMocks` two resources of one name are both registered, with one URN.
#
# The engine refuses a program that makes two resources of the same type, name and parent ("Duplicate resource URN"). The
# mocks, with which such programs are unit-tested, say nothing: both resources resolve, and their URNs are equal. A test
# that counts URNs in a map sees one resource less than the program makes, and none sees the mistake.
#
# Seen on 2026-11-29, with Node 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @pulumi/pulumi@3.248.0

node <<'JS'
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name) {
    super("example:index:Thing", name, {});
  }
}
const valueOf = output => new Promise(resolve => output.apply(resolve));
async function main() {
  await pulumi.runtime.setMocks(
    { call: ({ inputs }) => inputs, newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }) },
    "project",
    "stack",
  );
  const urns = await Promise.all([new Thing("twin"), new Thing("twin")].map(({ urn }) => valueOf(urn)));
  console.log(urns.join("\n"));
  if (urns.length !== 2 || urns[0] !== urns[1]) {
    console.error("This has changed: the mocks tell the two apart.");
    process.exit(1);
  }
}
main().catch(error => {
  console.error(`This has changed: ${error.message}`);
  process.exit(1);
});
JS
