import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePorts, parsePublish } from "../../../components/workload/ports.ts";

const port = fc.integer({ min: 1, max: 65535 });
const protocol = fc.constantFrom("tcp", "udp", "sctp");
const address = fc.oneof(fc.ipV4(), fc.constant(""), fc.constantFrom("::", "::1", "fd00::7"));

/** A range as its first port and how many there are. */
const range = fc
  .record({ first: port, count: fc.integer({ min: 1, max: 9 }) })
  .filter(({ first, count }) => first + count - 1 <= 65535);

function text({ first, count }: { first: number; count: number }): string {
  return count === 1 ? String(first) : `${first}-${first + count - 1}`;
}

const bracketed = (given: string): string => (given.includes(":") ? `[${given}]` : given);

function complaint(parsed: object): string {
  return "complaint" in parsed ? String(parsed.complaint) : "none";
}

describe("pure: ports as texts", () => {
  it("mean the same as their parts, whatever those are", () => {
    fc.assert(
      fc.property(range, protocol, (ports, word) => {
        assert.deepEqual(parsePorts(`${text(ports)}/${word}`), {
          ports: Array.from({ length: ports.count }, (_, index) => ({
            port: ports.first + index,
            protocol: word,
          })),
        });
      }),
    );
  });

  it("publish as docker does, but at the loopback address where none is given", () => {
    const host = fc.option(port, { nil: undefined });
    fc.assert(
      fc.property(range, host, address, protocol, ({ first, count }, from, ip, word) => {
        fc.pre(from === undefined || from + count - 1 <= 65535);
        const hostText = from === undefined ? "" : text({ first: from, count });
        const prefix = ip === "" ? (hostText === "" ? "" : `${hostText}:`) : `${bracketed(ip)}:${hostText}:`;
        assert.deepEqual(parsePublish(`${prefix}${text({ first, count })}/${word}`), {
          ports: Array.from({ length: count }, (_, index) => ({
            port: first + index,
            protocol: word,
            address: ip === "" ? "127.0.0.1" : ip,
            hostPort: from === undefined ? 0 : from + index,
          })),
        });
      }),
    );
  });

  it("are tcp unless they say otherwise", () => {
    assert.deepEqual(parsePorts("80"), { ports: [{ port: 80, protocol: "tcp" }] });
    assert.deepEqual(parsePublish("80"), {
      ports: [{ port: 80, protocol: "tcp", address: "127.0.0.1", hostPort: 0 }],
    });
  });

  const wrong: readonly [text: string, ports: RegExp, publish: RegExp][] = [
    ["", /give "8080"/, /write it as for docker/],
    ["http", /give "8080"/, /write it as for docker/],
    ["80/icmp", /give "8080"/, /write it as for docker/],
    ["80/tcp/udp", /give "8080"/, /write it as for docker/],
    ["0", /whole number from 1/, /whole number from 1/],
    ["65536", /whole number from 1/, /whole number from 1/],
    ["90-80", /^the range 90-80 runs backwards; write it as 80-90$/, /^the range 90-80 runs backwards/],
    ["90-80:80-90", /give "8080"/, /^the range 90-80 runs backwards/],
    ["70000-5", /whole number from 1/, /whole number from 1/],
    ["80:80:80:80", /give "8080"/, /write it as for docker/],
    ["300.0.0.1:80:80", /give "8080"/, /"300.0.0.1" is no IP address of the host/],
    ["localhost::80", /give "8080"/, /"localhost" is no IP address of the host/],
    ["8000-8001:80", /give "8080"/, /2 of the host and 1 of the workload/],
  ];
  for (const [given, ports, publish] of wrong) {
    it(`complain of "${given}"`, () => {
      assert.match(complaint(parsePorts(given)), ports);
      assert.match(complaint(parsePublish(given)), publish);
    });
  }

  it("are read or complained of, whatever they are", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:.[\]/a-z-]{0,20}$/)), given => {
        for (const parsed of [parsePorts(given), parsePublish(given)]) {
          assert("complaint" in parsed ? parsed.complaint !== "" : parsed.ports.length > 0);
        }
      }),
    );
  });
});
