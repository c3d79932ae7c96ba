import assert from "node:assert/strict";
import { listContainers } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { withProject } from "../harness/project.ts";

/** Two tiers that are linked, and one more where it is wanted; each listens nowhere that others could call it back. */
const program = (more: boolean): string => `
import { MultiTierApp } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const base = {
  image: demoImage("probe"),
  ports: [8080],
  listenVariable: "LISTEN",
  command: ["-c", \`
import os, signal, socket, sys, threading
def serve(host, port):
    server = socket.create_server((host, int(port)))
    while True:
        server.accept()[0].close()
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
for address in os.environ["LISTEN"].split(","):
    threading.Thread(target=serve, args=address.rsplit(":", 1), daemon=True).start()
signal.pause()
\`],
};
new MultiTierApp("shop", {
  labels: { owner: "team-shop" },
  tiers: {
    api: { ...base, link: [${more ? '"stock"' : ""}] },
    ${more ? "stock: base," : ""}
    web: { ...base, link: ["api"] },
  },
});
`;

describe("a service that is linked, and goes", () => {
  it("is let go by the pack: what is about to be deleted is no part of what is judged", async function () {
    this.timeout(300_000);
    await withProject(program(true), async project => {
      const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
      const up = async (): Promise<string> => {
        const { code, stdout, stderr } = await project.bulkhead(
          "up",
          "--stack",
          project.stack,
          "--no-verify",
        );
        assert.equal(code, 0, stdout + stderr);
        return stdout;
      };
      assert.match(await up(), /^shop-api +=> +shop-stock +tcp 8080 +declared$/m);
      await project.writeProgram(program(false));
      assert.doesNotMatch(await up(), /shop-stock/);
      assert.equal((await listContainers(engine, label)).length, 2);
    });
  });
});
