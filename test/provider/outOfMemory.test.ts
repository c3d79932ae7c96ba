import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Call, nameOf } from "../harness/faults/call.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { type Declared, MiniPulumi } from "../harness/faults/miniPulumi.ts";
import { ModelEngine } from "../harness/faults/modelEngine.ts";
import { urnOf } from "../harness/providerClient.ts";

const image = "registry.example.com/app:1";
const starts = (call: Call): boolean => nameOf(call).endsWith("/start");
const looks = (call: Call): boolean => /^GET \/containers\/.*json$/.test(nameOf(call));

describe("provider: a container that is killed under a memory limit", () => {
  const name = "hungry";
  const inputs = { name, image, memory: 6, memorySwap: 6 };
  const program: readonly Declared[] = [
    { urn: urnOf("remoteImage", "RemoteImage", "image", "hungry"), inputs: () => ({ name: image }) },
    { urn: urnOf("container", "Container", name, "hungry"), inputs: () => inputs },
  ];

  for (const [title, told, says] of [
    ["told after its end, has run out of it", true, "it ran out of memory"],
    ["never told, may have", false, "it was killed; its memory limit may be too low"],
  ] as const) {
    it(`and of whose want of memory is ${title}`, async () => {
      const model = new ModelEngine([image]);
      const home = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
      const engine = await FaultyEngine.start(async call => {
        const reply = await model.answer(call);
        if (starts(call)) model.end(name, 137);
        // After the look that has found it ended.
        if (looks(call) && told) setImmediate(() => model.tell(name, "oom"));
        return reply;
      });
      try {
        const pulumi = new MiniPulumi({ host: engine.host }, "hungry", { XDG_STATE_HOME: home });
        await assert.rejects(pulumi.up(program), {
          message: `Container ${name} exited right after its start, with code 137 (${says}). Correct its command or settings; it stays for a look, and the next run goes on with it.\n    It logged nothing.`,
        });
      } finally {
        await engine.dispose();
        rmSync(home, { recursive: true, force: true });
      }
    });
  }
});
