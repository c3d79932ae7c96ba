import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { OwnEngine } from "../../tools/ownEngine/index.ts";
import { run, until } from "../../tools/toolchain/index.ts";
import { majorVersion } from "../../topology/index.ts";
import { engine } from "../harness/engine.ts";
import { root } from "../harness/project.ts";
import { runId } from "../harness/run.ts";
import { importSleeper, sleeper } from "./image.ts";
import { Machine } from "./machine.ts";
import type { Scene } from "./scene.ts";
import { type EngineSetting, engineSettings } from "./setting.ts";
import { setStage } from "./stage.ts";
import { patience, Truth } from "./truth.ts";

const { engine: version } = await engine.version();
const major = majorVersion(version);
/** Only the firewall makes a difference to what closes the host. */
const settings = engineSettings(major).filter(({ flags }) => flags.length <= 1 && !isWithoutProxy(flags));

function isWithoutProxy(flags: readonly string[]): boolean {
  return flags.includes("--userland-proxy=false");
}

/** One that publishes and goes out, by both families where the engine filters both. */
function front(ipv6: boolean): Scene {
  const port = { port: 80, protocol: "tcp" } as const;
  return {
    networks: [{ name: "front", internal: false, ipv4: true, ipv6, options: {} }],
    containers: [
      {
        name: "web",
        networks: [{ name: "front", priority: 0 }],
        exposed: [port],
        published: [{ ...port, address: "" }],
      },
    ],
  };
}

/** The commands that a document gives for a firewall. */
async function documented(firewall: "iptables" | "nft"): Promise<string> {
  const text = await readFile(join(root, "docs/components/host.md"), "utf8");
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? "");
  const found = blocks.find(block => block.startsWith(firewall));
  assert.ok(found, `the document has no commands for ${firewall}`);
  return found;
}

function firewallOf({ flags }: EngineSetting): "iptables" | "nft" {
  return flags.some(flag => flag.includes("nftables")) ? "nft" : "iptables";
}

describe(`truth: the host behind a published port, on Engine ${version}`, () => {
  for (const setting of settings) {
    it(`is open, and closed by the firewall's documented rule, which nothing else notices: ${setting.name}`, async function () {
      this.timeout(200_000);
      const own = await OwnEngine.start(runId, { env: process.env, flags: setting.flags });
      try {
        await importSleeper(own.engine);
        const machine = await Machine.of(own.pid, { drops: !setting.modern });
        const stage = await setStage(own.engine, sleeper, front(setting.modern));
        try {
          assert.deepEqual(stage.refused, []);
          const families = setting.modern ? ["ipv4", "ipv6"] : ["ipv4"];
          // By IPv6 the engine's own process takes calls in for who has none.
          const open = ["host => web: ipv4,ipv6", "outside => web: ipv4,ipv6", `web => outside: ${families}`];
          await assertFound(await Truth.of(machine, stage), [...open, `web => host: ${families}`]);
          const rule = await documented(firewallOf(setting));
          await run("nsenter", [`--net=/proc/${own.pid}/ns/net`, "sh", "-ec", rule]);
          await assertFound(await Truth.of(machine, stage), open);
        } finally {
          await stage.clear();
          await machine.close();
        }
      } finally {
        await own.dispose();
      }
    });
  }
});

/** Nothing but this gets through; what is to get through may take some tries on a machine that is busy. */
async function assertFound(truth: Truth, expected: readonly string[]): Promise<void> {
  const wanted = [...expected].sort();
  let now: readonly string[] = [];
  await until(async () => {
    now = await found(truth);
    return isDeepStrictEqual(now, wanted) || undefined;
  }, 30_000);
  assert.deepEqual(now, wanted);
}

/** Who gets through to whom, by which families. */
async function found(truth: Truth): Promise<string[]> {
  const all = await truth.all(patience.again);
  return all
    .filter(({ families }) => families.size > 0)
    .map(({ from, to, families }) => `${from} => ${to}: ${[...families].sort()}`)
    .sort();
}
