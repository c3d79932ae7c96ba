#!/usr/bin/env bash
# @pulumi/pulumi 3.248.0 (Node 20 and later): whoever loads the SDK loads a good part of npm.
#
# `require("@pulumi/pulumi")` reads over 700 modules, of which fewer than 100 are the SDK's own. Among the rest are npm's
# resolver of dependency trees (@npmcli/arborist), its downloader (pacote), and what they check signatures with (the
# packages of @sigstore, @tufjs/models). They serve functions that become resources, such as an AWS Lambda; a program that
# makes none pays for them at each preview and each update all the same.
#
# Seen on 2026-11-29, with Node 24.21.0: 768 modules, 71 of them the SDK's own, 48 of @npmcli/arborist, 97 of @sigstore.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @pulumi/pulumi@3.248.0

node <<'JS'
require("@pulumi/pulumi");
const packages = Object.keys(require.cache).map(file => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
const count = name => packages.filter(one => one === name || one?.startsWith(`${name}/`)).length;
const found = {
  all: packages.length,
  own: count("@pulumi/pulumi"),
  arborist: count("@npmcli/arborist"),
  pacote: count("pacote"),
  sigstore: count("@sigstore"),
};
console.log(JSON.stringify(found));
const asSeen = found.all > 600 && found.own < 100 && found.arborist > 20 && found.pacote > 5 && found.sigstore > 20;
if (!asSeen) {
  console.error("This has changed: the SDK no longer loads all that.");
  process.exit(1);
}
JS
