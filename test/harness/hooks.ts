import { engine, events, sweepTestObjects } from "./engine.ts";
import { forgetImageNames } from "./imageNames.ts";

/** Root hooks of the tests that need an engine: nothing of this run, or of a dead one, stays behind. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    await engine.version();
    await sweepTestObjects();
  },
  async afterAll(): Promise<void> {
    try {
      await sweepTestObjects();
    } finally {
      // An open stream would keep a run alive whose sweeping has failed.
      events.close();
    }
  },
};

/** Once, after the files of all workers. */
export async function mochaGlobalTeardown(): Promise<void> {
  await forgetImageNames();
}
