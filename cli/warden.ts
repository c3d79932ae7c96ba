import { text } from "node:stream/consumers";

/** Milliseconds that the engine has to end what it was told to make when the command was killed. */
const settling = 2000;

// Nothing else is loaded until it is needed, which it hardly ever is.
const run = process.argv[2] ?? "";
const said = await text(process.stdin);
if (said === "" && run !== "") {
  const [{ Engine }, { removeHelpers }] = await Promise.all([
    import("../engine/index.ts"),
    import("../observe/index.ts"),
  ]);
  const engine = Engine.locate();
  // What the engine is making at this moment is listed a moment later.
  await new Promise(resolve => setTimeout(resolve, settling));
  await removeHelpers(engine, run, settling);
}
