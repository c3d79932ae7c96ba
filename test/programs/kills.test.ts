import { randomInt } from "node:crypto";
import { type Kill, KilledStack } from "../harness/faults/killedStack.ts";
import { Random } from "../harness/faults/random.ts";

/** How many kills; `npm run test:kills` makes a hundred. */
const kills = Number(process.env["BULKHEAD_KILLS"] ?? 8);

/** Decides victims, signals and moments; given back by BULKHEAD_KILLS_SEED, they come again. */
const seed = Number(process.env["BULKHEAD_KILLS_SEED"] ?? randomInt(2 ** 31));

/** How many stacks are killed at the same time, each by itself. */
const stacks = 2;

describe("pulumi, or its plugin, is killed at random moments", () => {
  it(`${kills} times, SIGINT and SIGKILL: the next up converges, destroy leaves nothing, no secret is said (seed ${seed})`, async function () {
    this.timeout(60_000 + kills * 20_000);
    const [share, others] = [Math.ceil(kills / stacks), new AbortController()];
    const killing = Array.from({ length: stacks }, async (_, index) => {
      // One that fails stops the others, and is told when they have stopped.
      await killAgainAndAgain(seed + index, share, others.signal).catch(error => {
        others.abort();
        throw error;
      });
    });
    const failed = (await Promise.allSettled(killing)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  });
});

async function killAgainAndAgain(stackSeed: number, times: number, stop: AbortSignal): Promise<void> {
  const stack = await KilledStack.create(new Random(stackSeed));
  const done: Kill[] = [];
  try {
    while (done.length < times && !stop.aborted) done.push(await stack.kill());
  } catch (error) {
    const told = done
      .slice(-3)
      .map(({ victim, signal, during, after }) => `${signal} to ${victim}, ${after} ms into ${during}`);
    const { message } = error as Error;
    throw new Error(
      `After ${done.length} kills of seed ${seed}, the last ones ${told.join("; ")}: ${message}`,
      { cause: error },
    );
  } finally {
    await stack.dispose();
  }
}
