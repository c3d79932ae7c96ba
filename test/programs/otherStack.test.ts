import assert from "node:assert/strict";
import { demoImage } from "../../images/reference.ts";
import { Deployed } from "../harness/deployed.ts";
import { example } from "../harness/examples.ts";
import { become, LanguageTools, languageProgram } from "../harness/languages.ts";
import { PulumiProject } from "../harness/project.ts";
import { canary } from "../harness/shop.ts";

/** Another workload of the client's stack, which is to get nowhere near the database. */
const another = `  third:
    type: bulkhead:Workload
    properties: { image: ${demoImage("postgres")}, command: [sleep, infinity], segments: ["\${front}"] }
  front:
    type: bulkhead:Segment
`;

const query = `PGPASSWORD="$(cat "$DB_PASS_FILE")" exec psql -h "$DB_HOST" -p "$DB_PORT" -U "$DB_USER" -d "$DB_NAME" -tAc 'select 6 * 7'`;

describe("a database of another stack", () => {
  let tools: LanguageTools;
  let owner: Deployed;
  let client: Deployed;

  before(async function () {
    this.timeout(600_000);
    tools = await LanguageTools.prepare("python");
    owner = await Deployed.from(
      await PulumiProject.create({
        program: await example("database", "shared with another stack"),
        secrets: { ledgerPassword: canary },
      }),
    );
    const project = await PulumiProject.create({
      program: "",
      config: { ledgerStack: `organization/bulkhead-test/${owner.project.stack}` },
      env: { ...tools.env, PULUMI_BACKEND_URL: owner.project.env["PULUMI_BACKEND_URL"] },
    });
    await become(project, "yaml", await program("billing.yaml"));
    client = await Deployed.from(project);
  });
  after(async function () {
    this.timeout(240_000);
    await client?.dispose();
    await owner?.dispose();
    tools?.dispose();
  });

  /** The client's program, with images that are there: its own asks the database by hand. */
  async function program(name: string): Promise<string> {
    const text = await languageProgram(name, { "acme/billing:1": demoImage("postgres") });
    const command = name.endsWith(".py") ? 'command=["sleep", "infinity"], ' : "command: [sleep, infinity]";
    return name.endsWith(".yaml")
      ? text
          .replace("ports: [8080]", `ports: [8080]\n      ${command}`)
          .replace("outputs:\n", `${another}outputs:\n`)
      : text.replace(/ports/, name.endsWith(".py") ? `${command}ports` : `${command}, ports`);
  }

  it("answers its client, by what is declared in another language, and nobody else", async function () {
    this.timeout(60_000);
    const asked = await client.inside("billing", "sh", "-c", query);
    assert.deepEqual(asked, { code: 0, output: "42\n" });
    const { NetworkSettings } = await owner.container("ledger");
    const [shared] = Object.entries(NetworkSettings.Networks ?? {});
    assert.match(shared?.[0] ?? "", /^ledger-for-billing-/);
    const third = await client.container("third");
    assert.deepEqual(
      Object.keys(third.NetworkSettings.Networks ?? {}).filter(name => name.startsWith("ledger-for")),
      [],
    );
    const byAddress = await client.inside(
      "third",
      "pg_isready",
      "-t",
      "2",
      "-h",
      shared?.[1].IPAddress ?? "",
    );
    assert.match(byAddress.output, /no response/);
    const { host } = (await client.project.outputs()) as { host: string };
    const byName = await client.inside("third", "pg_isready", "-t", "2", "-h", host);
    assert.match(byName.output, /no response|no attempt/);
  });

  it("keeps its password to itself, in either stack", async () => {
    for (const { project } of [owner, client]) {
      const state = await project.succeed(["stack", "export"]);
      assert.doesNotMatch(state.stdout, new RegExp(canary));
      const { stdout } = await project.succeed(["stack", "output", "--json"]);
      assert.doesNotMatch(stdout, new RegExp(canary));
    }
  });

  it("is known by name to reach and verify on both sides", async function () {
    this.timeout(120_000);
    const csv = async ({ project }: Deployed): Promise<string> =>
      (await project.bulkhead("reach", "--stack", project.stack, "--format", "csv")).stdout;
    assert.match(await csv(client), /^billing,ledger,5432,tcp,allowed,true/m);
    assert.doesNotMatch(await csv(client), /third,ledger|others/);
    assert.match(await csv(owner), /^billing,ledger,5432,tcp,allowed,true/m);
    for (const { project } of [client, owner]) {
      const { stdout, stderr } = await project.bulkhead("verify", "--stack", project.stack);
      if (project === client.project) assert.match(stdout, /^third +=> +ledger +tcp 5432 +- +\w+ +ok/m);
      assert.match(stdout, /^billing +=> +ledger +tcp 5432 +declared +open +ok/m, stdout + stderr);
      assert.doesNotMatch(stdout, /EXCESS|stranger/, stdout);
    }
  });

  it("is the same to a program in another language", async function () {
    this.timeout(120_000);
    const { project } = client;
    await become(project, "python", await program("billing.py"));
    const { stdout } = await project.succeed(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    const changed = steps.filter(
      ({ op, urn }) => op !== "same" && op !== "read" && !/::(other|third|third1|front)$/.test(urn),
    );
    assert.deepEqual(
      changed.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`),
      [],
    );
  });
});
