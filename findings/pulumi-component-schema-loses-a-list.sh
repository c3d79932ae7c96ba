#!/usr/bin/env bash
# @pulumi/pulumi 3.248.0, typescript 5.9.3: the analyzer that makes a component provider's schema of TypeScript takes
# `Input<string> | Input<string>[]` for a string.
#
# Of unions it says elsewhere that they are not supported. This one, by which many SDKs take "one or several", gets
# through, and its list is lost without a word: users of every other language may then give one name and never several.
# `Input<Input<string>[]>` beside it is a list, as it should be.
#
# Seen on 2026-11-29, with Node 24.21.0: names string, others array.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "name": "shelf", "version": "1.0.0", "main": "index.ts" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @pulumi/pulumi@3.248.0 typescript@5.9.3

cat > tsconfig.json <<'JSON'
{ "compilerOptions": { "target": "es2022", "module": "commonjs", "strict": true, "skipLibCheck": true } }
JSON
cat > index.ts <<'TS'
import * as pulumi from "@pulumi/pulumi";

export interface ShelfArgs {
  names: pulumi.Input<string> | pulumi.Input<string>[];
  others: pulumi.Input<pulumi.Input<string>[]>;
}

export class Shelf extends pulumi.ComponentResource {
  constructor(name: string, args: ShelfArgs, options?: pulumi.ComponentResourceOptions) {
    super("shelf:index:Shelf", name, args, options);
    this.registerOutputs({});
  }
}
TS

node <<'JS'
const { Analyzer } = require("@pulumi/pulumi/provider/experimental/analyzer");
const analyzer = new Analyzer(process.cwd(), "shelf", require("./package.json"), new Set(["Shelf"]));
const { names, others } = analyzer.analyze().components.Shelf.inputs;
console.log(`names ${names.type}, others ${others.type}`);
if (names.type !== "string" || others.type !== "array") {
  console.error("This has changed: the list is no longer lost.");
  process.exit(1);
}
JS
