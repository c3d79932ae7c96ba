import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { demoImage } from "../../images/reference.ts";
import { ensureLanguages, run } from "../../tools/toolchain/index.ts";
import { Folder } from "./folder.ts";
import { type PulumiProject, root } from "./project.ts";

/** What stands for the images of the document on the engine of the tests. */
const images: Readonly<Record<string, string>> = {
  "haproxy:3.0-alpine": demoImage("haproxy"),
  "acme/shop:1": demoImage("app"),
  "postgres:16": demoImage("postgres"),
};

/** A program of docs/languages.md, with the images that there are. */
export async function languageProgram(name: string, more: typeof images = {}): Promise<string> {
  const text = await readFile(join(root, "docs/languages.md"), "utf8");
  const found = text.split(`<!-- example: ${name} -->\n`)[1]?.match(/^```\w+\n([\s\S]*?)^```/m)?.[1];
  assert.ok(found, `docs/languages.md has no ${name}`);
  return Object.entries({ ...images, ...more })
    .reduce((program, [image, demo]) => program.replaceAll(image, demo), found)
    .replaceAll("pulumi-bulkhead/components", "./components/index.ts");
}

const providers = `plugins:
  providers:
    - name: docker
      path: provider/bin
    - name: bulkhead
      path: ${join(root, "languages/bin")}
`;

/** How Pulumi.yaml names the languages of programs. */
export const runtimes = {
  typescript: { runtime: "{ name: nodejs, options: { typescript: false } }", rest: "main: index.ts\n" },
  python: { runtime: "python", rest: "" },
  yaml: { runtime: "yaml", rest: "" },
} as const;

/** Puts a program in some language into a project's folder, in place of the one that was there. */
export async function become(
  project: PulumiProject,
  language: keyof typeof runtimes,
  program: string,
): Promise<void> {
  const { runtime, rest } = runtimes[language];
  const settings = `name: bulkhead-test\nruntime: ${runtime}\n${providers}${rest}`;
  const isYaml = language === "yaml";
  await writeFile(join(project.folder, "Pulumi.yaml"), isYaml ? settings + program : settings);
  const file = { typescript: "index.ts", python: "__main__.py", yaml: undefined }[language];
  if (file !== undefined) await writeFile(join(project.folder, file), program);
}

/** The hosts of other languages, and the SDKs that are generated for them. */
export class LanguageTools {
  /** Folders `python` and `go`, with an SDK each. */
  readonly sdk: Folder;
  /** Variables with which programs in other languages run. */
  readonly env: NodeJS.ProcessEnv;

  private constructor(sdk: Folder, env: NodeJS.ProcessEnv) {
    this.sdk = sdk;
    this.env = env;
  }

  /** @param wanted SDKs. */
  static async prepare(...wanted: readonly ("python" | "go")[]): Promise<LanguageTools> {
    const languages = await ensureLanguages();
    const sdk = new Folder();
    const schema = JSON.parse(await readFile(join(root, "languages/schema.json"), "utf8")) as object;
    await sdk.write({ "schema.json": JSON.stringify({ ...schema, version: "0.1.0" }) });
    for (const language of wanted) {
      await mkdir(join(sdk.path, language));
      await run(join(languages.folder, "sdkgen"), [language, "schema.json", language], { cwd: sdk.path });
    }
    // What an installation leaves of it, and the SDK reads its version from.
    await sdk.write({
      "python/pulumi_bulkhead-0.1.0.dist-info/METADATA":
        "Metadata-Version: 2.1\nName: pulumi_bulkhead\nVersion: 0.1.0\n",
    });
    return new LanguageTools(sdk, {
      PATH: [languages.folder, process.env["PATH"] ?? ""].join(delimiter),
      PYTHONPATH: [join(sdk.path, "python"), languages.python].join(delimiter),
    });
  }

  dispose(): void {
    this.sdk.dispose();
  }
}
