import assert from "node:assert/strict";
import fc from "fast-check";
import { overlap, subnetComplaint } from "../../../provider/resources/subnets.ts";

/** An IPv4 subnet with its first and last address as numbers. */
const subnet = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 32 }))
  .map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor(address / size) * size;
    return { cidr: `${dotted(address)}/${prefix}`, first, last: first + size - 1 };
  });

describe("provider: subnets", () => {
  it("overlap exactly when they share an address", () => {
    fc.assert(
      fc.property(subnet, subnet, (left, right) => {
        assert.equal(
          overlap([left.cidr], [right.cidr]),
          left.first <= right.last && right.first <= left.last,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("overlap their halves, and not those of others", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 24 - 1 }),
        fc.integer({ min: 24, max: 31 }),
        (network, prefix) => {
          const base = network * 256;
          const half = 2 ** (31 - prefix);
          const [low, high] = [`${dotted(base)}/${prefix + 1}`, `${dotted(base + half)}/${prefix + 1}`];
          assert.equal(overlap([`${dotted(base)}/${prefix}`], [high]), true);
          assert.equal(overlap([low], [high]), false);
        },
      ),
    );
  });

  it("of IPv6 overlap too, and none of one family one of the other", () => {
    assert.equal(overlap(["fd00:64::/32"], ["fd00:64:1::/64"]), true);
    assert.equal(overlap(["fd00:64:1::/64"], ["fd00:64:2::/64"]), false);
    assert.equal(overlap(["::/0"], ["10.0.0.0/8"]), false);
    assert.equal(overlap([], ["10.0.0.0/8"]), false);
    assert.equal(overlap(["10.1.0.0/16", "10.2.0.0/16"], ["10.3.0.0/16", "10.2.3.0/24"]), true);
  });

  for (const text of ["10.64.0.0/24", "10.64.0.7/32", "0.0.0.0/0", "fd00::/8", "::1/128", ""]) {
    it(`"${text}" is taken`, () => assert.equal(subnetComplaint(text), undefined));
  }

  for (const text of [
    "10.64.0.0",
    "10.64.0/24",
    "10.64.0.0/33",
    "fd00::/129",
    "10.0.0.0/-1",
    "10.0.0.0/24/1",
    "a/8",
  ]) {
    it(`"${text}" is refused`, () => {
      assert.equal(
        subnetComplaint(text),
        `"${text}" is not a subnet; write it like 10.64.0.0/24 or fd00:64::/64`,
      );
    });
  }
});

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
}
