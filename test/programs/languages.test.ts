import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { become, LanguageTools, languageProgram as program } from "../harness/languages.ts";
import { PulumiProject, root } from "../harness/project.ts";
import { canary } from "../harness/shop.ts";

/** How a program in YAML names a resource. */
const reference = (name: string): string => `$\{${name}}`;

/** Resources as they are, without when and by which line of which program; Pulumi sorts what passes through a call. */
function told(resources: readonly Resource[]): unknown {
  const facts = resources.map(({ urn, id, inputs, outputs, parent }) => ({
    urn,
    id,
    inputs,
    outputs,
    parent,
  }));
  return sorted(facts);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value).sort();
  // What is secret is encrypted anew each time.
  const encrypted = (key: string): boolean => key === "ciphertext";
  return Object.fromEntries(
    keys.map(key => [key, encrypted(key) ? "secret" : sorted(Reflect.get(value, key))]),
  );
}

interface State {
  readonly deployment: { readonly resources: readonly Resource[] };
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
}

describe("programs in other languages", () => {
  let tools: LanguageTools;
  let project: PulumiProject;

  async function resources(): Promise<Resource[]> {
    const { stdout } = await project.succeed(["stack", "export"]);
    const { deployment } = JSON.parse(stdout) as State;
    return deployment.resources.filter(({ type }) => !type.startsWith("pulumi:"));
  }

  before(async function () {
    this.timeout(600_000);
    tools = await LanguageTools.prepare("python", "go");
    project = await PulumiProject.create({
      program: await program("shop.ts"),
      secrets: { dbPassword: canary },
      env: tools.env,
    });
  });
  after(async function () {
    this.timeout(120_000);
    await project?.dispose();
    tools?.dispose();
  });

  it("link by component over a segment, wait as they are told, and stand where they are put", async function () {
    this.timeout(120_000);
    const text = (await program("segment.yaml")).replace(
      "  api:\n    type: bulkhead:Workload\n",
      `  api:
    type: bulkhead:Workload
    options:
      parent: ${reference("data")}
      dependsOn: ['${reference("db")}']
      providers: ['${reference("engine")}']
`,
    );
    await become(
      project,
      "yaml",
      text.replace("resources:\n", "resources:\n  engine:\n    type: pulumi:providers:docker\n"),
    );
    const { stdout } = await project.succeed(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as {
      steps: { op: string; newState?: Resource & { provider?: string } }[];
    };
    const of = (type: string, name: string) =>
      steps.find(({ op, newState }) => op === "create" && newState?.urn.endsWith(`${type}::${name}`))
        ?.newState ?? assert.fail(`no ${type} ${name}`);
    const api = of("Workload", "api");
    assert.match(api.parent ?? "", /Segment::data$/);
    const container = of("container:Container", "api1");
    assert.match(container.parent ?? "", /Workload::api$/);
    assert.match(container.provider ?? "", /pulumi:providers:docker::engine/);
    assert.ok(
      container.dependencies?.some(urn => urn.endsWith("Container::db1")),
      String(container.dependencies),
    );
    assert.match(JSON.stringify(container.inputs?.["envs"]), /DB_HOST=db/);
    assert.doesNotMatch(stdout, new RegExp(canary));
  });

  it("are told of mistakes as in TypeScript, all at once and by path", async function () {
    this.timeout(120_000);
    const said = [
      "tiers.app.ports[0]: a port is a whole number from 1 to 65535",
      'tiers.app.link[0]: there is no tier "bd"; there are app, db, web',
      "tiers.db.database: give an SQL name: lower-case letters, digits and _, at most 63",
    ];
    const wrong = (text: string): string =>
      text.replace(/\[8080\]/, "[0]").replace(/\[("?)db("?)\]/, "[$1bd$2]");
    // An argument that does not exist, which an SDK with types would refuse by itself; and a name for a file that is none.
    await become(
      project,
      "yaml",
      wrong(await program("shop.yaml"))
        .replace("kind: database", "kind: database\n          database: A-B")
        .replace(
          "listenVariable: LISTEN",
          `listenVarable: LISTEN\n          secrets: { A B: "${reference("dbPassword")}" }`,
        ),
    );
    const yaml = await project.pulumi(["preview"]);
    assert.notEqual(yaml.code, 0);
    const python = wrong(await program("shop.py")).replace(
      'kind="database",',
      'kind="database", database="A-B",',
    );
    await become(project, "python", python);
    const other = await project.pulumi(["preview"]);
    assert.notEqual(other.code, 0);
    for (const { stdout, stderr } of [yaml, other]) {
      for (const line of said) assert.ok((stdout + stderr).includes(line), `${line}\n${stdout}${stderr}`);
      // Pulumi's own words for a property, which would say all of it again.
      assert.doesNotMatch(stdout + stderr, /with value/);
    }
    assert.match(yaml.stdout, /- tiers\.app: there is no listenVarable; .*did you mean listenVariable\?$/m);
    assert.match(yaml.stdout, /- tiers\.app\.secrets\["A B"\]: give a file's name$/m);
  });

  it("take over what TypeScript has made, and change nothing but what they change", async function () {
    this.timeout(300_000);
    await become(project, "typescript", await program("shop.ts"));
    await project.up();
    const made = await resources();
    await become(project, "yaml", await program("shop.yaml"));
    await project.up("--expect-no-changes");
    assert.deepEqual(told(await resources()), told(made));
    // One replica more, by a call of the provider.
    await become(project, "yaml", (await program("shop.yaml")).replace("replicas: 2", "replicas: 3"));
    await project.up();
    const more = await resources();
    assert.deepEqual(
      more.filter(({ urn }) => !made.some(one => one.urn === urn)).map(({ urn }) => urn.split("::").at(-1)),
      ["shop-app3"],
    );
    await become(project, "python", (await program("shop.py")).replace("replicas=2", "replicas=3"));
    await project.up("--expect-no-changes");
    assert.deepEqual(told(await resources()), told(more));
    assert.match(JSON.stringify((await project.outputs())["urls"]), /"web":"http:\/\/127/);
    assert.doesNotMatch(await project.stateText(), new RegExp(canary));
    const { stdout } = await project.bulkhead("reach", "--stack", project.stack, "--format", "csv");
    assert.match(stdout, /shop-app,shop-db,5432/);
    assert.doesNotMatch(stdout, /shop-web,shop-db/);
  });

  it("have an SDK in Go that compiles, with the document's program", async function () {
    this.timeout(600_000);
    const shop = await program("shop.go");
    await tools.sdk.write({
      "go/go.mod": await goModule(),
      "go/go.sum": await readFile(join(root, "tools/toolchain/go/sdkgen/go.sum"), "utf8"),
      "go/shop/main.go": shop,
    });
    await run("go", ["build", "-o", "/dev/null", "./shop"], {
      cwd: join(tools.sdk.path, "go"),
      env: { ...process.env, GOFLAGS: "-mod=mod" },
    });
  });
});

/** The module of the SDK in Go, with the versions that the project's own tools are built with. */
async function goModule(): Promise<string> {
  const text = await readFile(join(root, "tools/toolchain/go/sdkgen/go.mod"), "utf8");
  return text.replace(/^module .*/m, "module example.com/pulumi-bulkhead/sdk/go").replace(/^tool .*/m, "");
}
