import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { root } from "./project.ts";

/** A program in a document, as its readers see it. */
export interface Example {
  /** Path of the document in the repository. */
  readonly file: string;
  /** What its comment calls it. */
  readonly name: string;
  readonly text: string;
}

const marked = /<!-- example: ([^>]+?) -->\n```ts\n([\s\S]*?)```/g;

/** The documents with examples. */
export async function documents(): Promise<string[]> {
  const folder = "docs/components";
  const names = await readdir(join(root, folder));
  return ["README.md", ...names.filter(name => name.endsWith(".md")).map(name => `${folder}/${name}`)].sort();
}

/** All examples of a document, in their order. */
export async function examplesIn(file: string): Promise<Example[]> {
  const text = await readFile(join(root, file), "utf8");
  return [...text.matchAll(marked)].map(([, name = "", program = ""]) => ({ file, name, text: program }));
}

/** One example of a page of docs/components, as a program of a test project. */
export async function example(page: string, name: string, replacements?: Replacements): Promise<string> {
  const examples = await examplesIn(`docs/components/${page}.md`);
  const found = examples.find(one => one.name === name);
  if (found === undefined) {
    throw new Error(
      `${page}.md has no example "${name}"; it has ${examples.map(one => one.name).join(", ")}`,
    );
  }
  return runnable(found.text, replacements);
}

/** What stands for the images of examples on the engine of the tests. Teams' own are all the demo's application. */
const standIns: readonly [image: RegExp, demo: DemoImageName][] = [
  [/^postgres:/, "postgres"],
  [/^mariadb:/, "mariadb"],
  [/^haproxy:/, "haproxy"],
  [/^nginx:/, "nginx"],
  [/^acme\/egress:/, "egress"],
  [/^acme\//, "app"],
];

/** What stands in an example for what is there on the engine of the tests, as a part of its text each. */
export type Replacements = Readonly<Record<string, string>>;

/** An example as a program of a test project: with images that are there, and the library of this checkout. */
function runnable(text: string, replacements: Replacements = {}): string {
  const missing = Object.keys(replacements).filter(part => !text.includes(part));
  if (missing.length > 0) throw new Error(`The example has no ${missing.join(", ")}`);
  return Object.entries(replacements)
    .reduce((program, [part, other]) => program.replaceAll(part, other), text)
    .replaceAll('"pulumi-bulkhead/components"', '"./components/index.ts"')
    .replaceAll(/"([\w./-]+:[\w.-]+)"/g, (whole, image: string) => {
      const [, demo] = standIns.find(([pattern]) => pattern.test(image)) ?? [];
      return demo === undefined ? whole : JSON.stringify(demoImage(demo));
    });
}
