import assert from "node:assert/strict";
import { parseRoutes } from "../../../engine/index.ts";

const table = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0100A8C0	0003	0	0	100	00000000	0	0	0
tun0	0000400A	00000000	0001	0	0	0	0000FFFF	0	0	0
wg0	00000080	00000000	0001	0	0	0	00000080	0	0	0
docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
br-0123456789ab	0000480A	00000000	0001	0	0	0	E0FFFFFF	0	0	0
*	0000000A	00000000	0200	0	0	0	000000FF	0	0	0
shop0	2003400A	00000000	0001	0	0	0	E0FFFFFF	0	0	0
`;

describe("engine: routes of its host", () => {
  it("are those that lead to somebody: no default route, half of everything, refusal, or network of its own", () => {
    assert.deepEqual(parseRoutes(table), [
      { device: "tun0", subnet: "10.64.0.0/16" },
      { device: "shop0", subnet: "10.64.3.32/27" },
    ]);
  });
});
