import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalAddress,
  canonicalMac,
  canonicalSubnet,
  contains,
  overlap,
  reservedIn,
} from "../../../provider/tables/address.ts";
import { addressComplaint, macComplaint, subnetComplaint } from "../../../provider/tables/addressRules.ts";

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

  it("hold what lies in them, and nothing of the other family", () => {
    assert.equal(contains("10.64.0.0/24", "10.64.0.255"), true);
    assert.equal(contains("10.64.0.0/24", "10.64.1.0"), false);
    assert.equal(contains("fd00:64::/64", "FD00:64:0:0:1::"), true);
    assert.equal(contains("::/0", "10.64.0.1"), false);
    assert.equal(contains("10.64.0.0/24", "nothing"), false);
  });

  it("keep their first address for themselves, and IPv4 its last", () => {
    assert.deepEqual(reservedIn("10.64.0.16/28"), ["10.64.0.16", "10.64.0.31"]);
    assert.deepEqual(reservedIn("fd00:64:0::/64"), ["fd00:64::"]);
    assert.deepEqual(["10.64.0.0/31", "10.64.0.7/32", "fd00::/127"].flatMap(reservedIn), []);
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

/** Sixteen bits of an IPv6 address in one of the ways they can be written. */
const group = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })),
    fc.integer({ min: 1, max: 4 }),
    fc.boolean(),
  )
  .map(([value, digits, upper]) => {
    const text = value.toString(16).padStart(digits, "0");
    return { value, text: upper ? text.toUpperCase() : text };
  });

describe("provider: one form of addresses", () => {
  const groups = fc.array(group, { minLength: 8, maxLength: 8 });

  it("for every way to write an address of IPv6, and another one for every other address", () => {
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        const written = one.map(({ text }) => text).join(":");
        const plain = one.map(({ value }) => value.toString(16)).join(":");
        const form = canonicalAddress(written);
        assert.equal(form, canonicalAddress(plain));
        assert.equal(canonicalAddress(form ?? ""), form, "it is its own form");
        const same = one.every(({ value }, index) => value === other[index]?.value);
        assert.equal(form === canonicalAddress(other.map(({ text }) => text).join(":")), same);
      }),
    );
  });

  it("for every way to write a MAC address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), fc.boolean(), (bytes, upper) => {
        const pairs = [...bytes].map(byte => byte.toString(16).padStart(2, "0"));
        const quads = [0, 2, 4].map(at => pairs.slice(at, at + 2).join(""));
        const form = pairs.join(":");
        for (const text of [form, pairs.join("-"), quads.join(".")])
          assert.equal(canonicalMac(upper ? text.toUpperCase() : text), form);
      }),
    );
  });

  it("for every address of a subnet in its place", () => {
    fc.assert(
      fc.property(subnet, ({ cidr, first }) => {
        assert.equal(canonicalSubnet(cidr), `${dotted(first)}/${cidr.split("/")[1]}`);
      }),
    );
    assert.equal(canonicalSubnet("FD00:0064:0:0:0:0:0:0/64"), "fd00:64::/64");
  });

  for (const text of [
    "02:42:ac:11:00",
    "02:42-ac:11-00:02",
    "0242ac110002",
    "02:42:ac:11:00:02:03",
    "0g:42:ac:11:00:02",
  ])
    it(`"${text}" is no MAC address`, () =>
      assert.equal(
        macComplaint(text),
        `"${text}" is no MAC address; write six bytes like 02:42:0a:40:00:05`,
      ));

  it("and a MAC address that no interface can have is said to be one", () => {
    assert.match(macComplaint("03:42:ac:11:00:02") ?? "", /^"03:42:ac:11:00:02" is the address of a group;/);
    assert.match(macComplaint("00-00-00-00-00-00") ?? "", /^"00-00-00-00-00-00" is nobody's;/);
    assert.equal(macComplaint("02-42-AC-11-00-02"), undefined);
  });

  for (const text of [
    "10.64.0",
    "10.64.0.256",
    "010.64.0.1",
    "fd00::1%eth0",
    "localhost",
    "10.64.0.1/24",
    "[::1]",
  ])
    it(`"${text}" is no address`, () =>
      assert.equal(
        addressComplaint(text, undefined),
        `"${text}" is no IP address; write it like 10.64.0.5 or fd00:64::5`,
      ));

  it("of one family where only that will do", () => {
    assert.equal(addressComplaint("fd00::5", 4), '"fd00::5" is no IPv4 address; write it like 10.64.0.5');
    assert.equal(
      addressComplaint("10.64.0.5", 6),
      '"10.64.0.5" is no IPv6 address; write it like fd00:64::5',
    );
  });

  it("and an address in a subnet is not taken for the subnet", () => {
    assert.equal(
      subnetComplaint("10.64.0.5/24"),
      '"10.64.0.5/24" is an address in a subnet, not the subnet; write 10.64.0.0/24',
    );
    assert.equal(subnetComplaint("FD00:0:0:64::/64"), undefined);
  });
});

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
}
