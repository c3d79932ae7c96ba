import { type Engine, listImages } from "../engine/index.ts";

/** What this project's setup builds. */
const demoRepository = "bulkhead-demo/probe";

/** Any image with python3 will do. */
const publicImage = "python:3.13-alpine";

/** The image probes run in: the one asked for, the demo image where the engine has it, a public one otherwise. */
export async function probeImage(engine: Engine, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return asked;
  const [demo] = await listImages(engine, demoRepository);
  return demo ?? publicImage;
}
