import type { SystemInfo } from "./api.ts";
import type { Engine } from "./engine.ts";

/** What the engine says of itself. */
export async function readInfo(engine: Engine): Promise<SystemInfo> {
  return await engine.read("ask the engine for its settings", async docker => {
    return (await docker.info()) as SystemInfo;
  });
}
