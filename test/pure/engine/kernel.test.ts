import assert from "node:assert/strict";
import { abilitiesOf } from "../../../engine/index.ts";

describe("engine: what the kernel of its host can", () => {
  const of = (configuration: string | undefined, ipvsIsThere = false) =>
    abilitiesOf({ configuration, ipvsIsThere });

  it("is what it is built with, or has as a module", () => {
    assert.deepEqual(of("CONFIG_IP_VS=m\nCONFIG_INET_ESP=y\n"), { virtualAddresses: true, encryption: true });
    assert.deepEqual(of("# CONFIG_INET_ESP is not set\nCONFIG_IP_VS_RR=y\n"), {
      virtualAddresses: false,
      encryption: false,
    });
  });

  it("is unknown where nobody says how it was built, but for what is seen to be there", () => {
    assert.deepEqual(of(undefined), { virtualAddresses: undefined, encryption: undefined });
    assert.deepEqual(of(undefined, true), { virtualAddresses: true, encryption: undefined });
  });
});
