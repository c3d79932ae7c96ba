import assert from "node:assert/strict";
import { inspect } from "node:util";
import { agentOf } from "../../../engine/agent.ts";
import { type EngineAddress, locateEngine } from "../../../engine/index.ts";

describe("the connections to an engine", () => {
  const addresses: readonly EngineAddress[] = [
    locateEngine({ host: "unix:///var/run/docker.sock" }),
    locateEngine({ host: "tcp://127.0.0.1:2375" }),
    locateEngine({ host: "tcp://127.0.0.1:2376", tls: { ca: "authority" } }),
    locateEngine({ host: "ssh://shop@example.com" }),
  ];
  for (const address of addresses) {
    it(`over ${address.kind} are one set for whoever asks, and are written out in a word`, () => {
      assert.equal(agentOf(address), agentOf(address));
      // docker-modem does this for every call: with each connection written out, sixteen at a time took 15 times as long.
      assert.equal(
        inspect({ agent: agentOf(address) }, { showHidden: true, depth: null }),
        "{ agent: connections }",
      );
    });
  }
});
