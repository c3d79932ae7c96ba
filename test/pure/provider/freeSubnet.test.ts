import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, overlap } from "../../../provider/tables/address.ts";
import { freeSubnet, likewiseIn } from "../../../provider/tables/freeSubnet.ts";

/** Pools of at most 64 places, so that they fill up. */
const pools = fc.record({
  pool: fc.constantFrom("10.64.0.0/24", "10.64.0.0/22", "192.168.4.0/23"),
  prefix: fc.constantFrom(26, 27, 28),
  slot: fc.nat(63),
  taken: fc.array(fc.tuple(fc.nat(1023), fc.integer({ min: 23, max: 30 })), { maxLength: 24 }),
});

function subnetAt(pool: string, offset: number, prefix: number): string {
  const [a = 0, b = 0, c = 0] = pool.split(/[./]/).map(Number);
  const size = 2 ** (32 - prefix);
  const address = c * 256 + offset - ((c * 256 + offset) % size);
  return `${a}.${b}.${Math.floor(address / 256)}.${address % 256}/${prefix}`;
}

/** All places of a pool, the wished one first and in order from there. */
function placesFrom(wish: string, pool: string, prefix: number): string[] {
  const size = 2 ** (32 - prefix);
  const count = 2 ** (prefix - Number(pool.split("/")[1]));
  const all = Array.from({ length: count }, (_, index) => subnetAt(pool, index * size, prefix));
  const at = all.indexOf(wish);
  return [...all.slice(at), ...all.slice(0, at)];
}

describe("provider: the free subnet of a pool", () => {
  it("is the first from the wished one on that overlaps nothing, and none only where all are taken", () => {
    fc.assert(
      fc.property(pools, ({ pool, prefix, slot, taken }) => {
        const count = 2 ** (prefix - Number(pool.split("/")[1]));
        const wish = subnetAt(pool, (slot % count) * 2 ** (32 - prefix), prefix);
        const others = taken.map(([offset, length]) => subnetAt(pool, offset, length));
        const expected = placesFrom(wish, pool, prefix).find(place => !overlap([place], others));
        assert.equal(freeSubnet(wish, pool, others), expected);
      }),
    );
  });

  it("minds no IPv6 and nothing outside the pool, and ends with the pool's last place", () => {
    assert.equal(freeSubnet("10.64.0.0/27", "10.64.0.0/26", ["fd00::/64", "10.65.0.0/16"]), "10.64.0.0/27");
    assert.equal(freeSubnet("10.64.0.32/27", "10.64.0.0/26", ["10.64.0.32/30"]), "10.64.0.0/27");
    assert.equal(freeSubnet("10.64.0.32/27", "10.64.0.0/26", ["10.0.0.0/8"]), undefined);
    assert.equal(
      freeSubnet("255.255.255.224/27", "255.255.255.0/24", ["255.255.255.240/28"]),
      "255.255.255.0/27",
    );
  });

  it("has its gateway where the wished one would have had it", () => {
    const to = "10.64.8.96/27";
    assert.equal(likewiseIn(to, "10.64.0.1", "10.64.0.0/27"), "10.64.8.97");
    assert.ok(contains(to, likewiseIn(to, "10.64.0.30", "10.64.0.0/27")));
  });
});
