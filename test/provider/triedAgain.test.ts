import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nameOf } from "../harness/faults/call.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { MiniPulumi } from "../harness/faults/miniPulumi.ts";
import { ModelEngine } from "../harness/faults/modelEngine.ts";
import { smallStack } from "../harness/faults/smallStack.ts";
import { root } from "../harness/project.ts";

const image = "registry.example.com/app:1";
const { first, changed } = smallStack({
  stack: "again",
  image,
  subnets: [
    { subnet: "10.66.0.0/28", gateway: "10.66.0.1" },
    { subnet: "10.66.0.16/28", gateway: "10.66.0.17" },
  ],
  pulls: true,
});

describe("provider: what decision 8 says is tried again", () => {
  const model = new ModelEngine([image]);
  const nothing = model.state;
  const home = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  let engine: FaultyEngine;
  before(async () => {
    engine = await FaultyEngine.start(model.answer);
  });
  after(async () => {
    await engine.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  const text = readFileSync(join(root, "docs/decisions/0008-what-is-tried-again.md"), "utf8");
  const rows = [...text.matchAll(/^\| (`.+?`)[^|]* \| (\d) \|/gm)].flatMap(([, calls = "", times = ""]) =>
    [...calls.matchAll(/`(.+?)`/g)].map(([, call = ""]) => [call, Number(times)] as const),
  );

  for (const [call, times] of rows) {
    it(`${call}: ${times}`, async () => {
      model.state = nothing;
      const pulumi = new MiniPulumi({ host: engine.host }, "again", { XDG_STATE_HOME: home });
      const pattern = new RegExp(`^${call.replace(/\{.+?\}/, ".+")}$`);
      const commands = [() => pulumi.up(first), () => pulumi.up(changed), () => pulumi.destroy()];
      for (const command of commands) {
        await engine.plan(one => pattern.test(nameOf(one)), { kind: "lost" }, 3);
        const said = await command().then(
          () => undefined,
          ({ message }: Error) => message,
        );
        if (engine.befallen === undefined) continue;
        const broke = `broke the connection off${times === 1 ? ", and whether it was done is not known" : ` (tried ${times} times)`}.`;
        assert.ok(said?.includes(broke), said);
        assert.equal(engine.calls.filter(one => one === engine.befallen).length, times);
        return;
      }
      assert.fail("no command makes this call");
    });
  }

  it("is every call that a stack makes", async () => {
    model.state = nothing;
    engine.clear();
    const pulumi = new MiniPulumi({ host: engine.host }, "again", { XDG_STATE_HOME: home });
    for (const command of [() => pulumi.up(first), () => pulumi.up(changed), () => pulumi.destroy()])
      await command();
    const known = rows.map(([call]) => new RegExp(`^${call.replace(/\{.+?\}/, ".+")}$`));
    const unknown = engine.calls.filter(
      call => !call.startsWith("GET ") && !known.some(row => row.test(call)),
    );
    assert.deepEqual(unknown, []);
  });
});
