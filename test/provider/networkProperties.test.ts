import assert from "node:assert/strict";
import { inspectNetwork } from "../../engine/index.ts";
import { network } from "../../provider/resources/network.ts";
import { differences } from "../harness/differences.ts";
import { engine } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { onThisEngine } from "./byRelease.ts";
import type { PropertyCase } from "./properties/case.ts";
import { goThrough, isRefused, type Subject, titleOf } from "./properties/lifetime.ts";
import { listsOf, longestAt, placesIn, placesOf } from "./properties/places.ts";
import { atLength, ipv6Beside } from "./properties/world.ts";
import { networkUrn, useProvider } from "./useProvider.ts";

const [one, two] = [uniqueSubnet(), uniqueSubnet()];
const name = unique("network");
const pool = { subnet: one.subnet, gateway: one.gateway };
const enginePool = { Subnet: one.subnet, Gateway: one.gateway };
const v6 = ipv6Beside(one);

const cases: readonly PropertyCase[] = [
  { first: { name }, shows: { Name: name }, second: { name: unique("other") }, change: "replace" },
  {
    first: { attachable: true },
    shows: { Attachable: true },
    second: { attachable: false },
    change: "replace",
  },
  {
    first: { driver: "bridge" },
    shows: { Driver: "bridge" },
    second: { driver: "overlay" },
    change: "replace",
  },
  {
    first: { ingress: true },
    second: { ingress: false },
    change: "replace",
    refused: /Ingress network can only be global scope network/,
  },
  { first: { internal: true }, shows: { Internal: true }, second: { internal: false }, change: "replace" },
  {
    first: { ipv6: true },
    second: { ipv6: false },
    change: "replace",
    refused:
      /^Could not create network \S+ \(\S+\): the engine has no IPv6 addresses of its own to give\. Give the network an IPv6 subnet \(a second entry of ipamConfigs\)\.$/,
    later: {
      row: differences.ipv6WithoutSubnet,
      expects: { refused: undefined, shows: { EnableIPv6: true } },
    },
  },
  {
    first: {
      ipamConfigs: [
        { ...pool, ipRange: one.subnet.replace("/28", "/29"), auxAddress: { printer: one.address(5) } },
        { subnet: v6.subnet, gateway: v6.gateway },
      ],
      ipv6: true,
    },
    shows: {
      EnableIPv6: true,
      IPAM: {
        Config: [
          {
            ...enginePool,
            IPRange: one.subnet.replace("/28", "/29"),
            AuxiliaryAddresses: { printer: one.address(5) },
          },
          { Subnet: v6.subnet, Gateway: v6.gateway },
        ],
      },
    },
    second: { ipamConfigs: [{ subnet: two.subnet, gateway: two.gateway }], ipv6: false },
    change: "replace",
  },
  {
    first: {
      ipamConfigs: [
        pool,
        {
          subnet: `${atLength(v6.subnet.replace("/64", "")).toUpperCase()}/64`,
          gateway: atLength(v6.gateway),
        },
      ],
      ipv6: true,
    },
    shows: { IPAM: { Config: [enginePool, { Subnet: v6.subnet, Gateway: v6.gateway }] } },
    second: { ipamConfigs: [pool], ipv6: false },
    change: "replace",
  },
  {
    first: { ipamConfigs: [{ subnet: one.subnet }] },
    shows: { IPAM: { Config: [{ Subnet: one.subnet }] } },
    later: { row: differences.gatewayShown, expects: { shows: { IPAM: { Config: [enginePool] } } } },
    second: { ipamConfigs: [pool] },
    change: "replace",
  },
  {
    first: { ipamDriver: "default", ipamOptions: { "com.docker.network.ipam.test": "1", empty: "" } },
    shows: {
      IPAM: { Driver: "default", Options: { "com.docker.network.ipam.test": "1", empty: "" } },
    },
    second: { ipamDriver: "null", ipamOptions: { "com.docker.network.ipam.test": "1" } },
    change: "replace",
  },
  {
    first: {
      labels: [
        { label: "team", value: "shop" },
        { label: "note", value: "" },
      ],
    },
    shows: { Labels: { team: "shop", note: "" } },
    second: { labels: [{ label: "team", value: "shop" }] },
    change: "replace",
  },
  {
    first: {
      options: { "com.docker.network.bridge.enable_icc": "false", "com.docker.network.driver.mtu": "1400" },
    },
    shows: {
      Options: { "com.docker.network.bridge.enable_icc": "false", "com.docker.network.driver.mtu": "1400" },
    },
    second: { options: { "com.docker.network.driver.mtu": "1400" } },
    change: "replace",
  },
];

describe("provider: Network properties", () => {
  const provider = useProvider();
  const subject: Subject = {
    type: network,
    urn: networkUrn,
    common: { ipamConfigs: [pool] },
    inspect: id => inspectNetwork(engine, id),
  };

  it("each have a case, and the lists among them one with two items", () => {
    const given = new Set(cases.flatMap(({ first }) => placesIn(first)));
    assert.deepEqual(
      placesOf(network.table).filter(path => !given.has(path)),
      [],
    );
    for (const { path } of listsOf(network.table)) {
      assert.ok(Math.max(...cases.map(({ first }) => longestAt(first, path.split(".")))) >= 2, path);
    }
  });

  for (const given of cases) {
    it(titleOf(given), async () => {
      const item = await onThisEngine(given);
      if (item.refused === undefined) await goThrough(provider.client, subject, item);
      else await isRefused(provider.client, subject, item, item.refused);
    });
  }
});
