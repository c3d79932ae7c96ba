import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  answeredNames,
  egressObservationText,
  egressObserved,
  relayedCalls,
  unknownNames,
} from "../../../observe/index.ts";
import { emptyTopology, type Flow, outsideNamed } from "../../../topology/index.ts";
import { root } from "../../harness/project.ts";

const log = `
egress tls 443 from=10.64.0.2 name=api.example.com to=203.0.113.7 refused=- sent=517 received=4312 ended=--
egress tls 443 from=10.64.0.2 name=api.example.com to=203.0.113.7 refused=- sent=517 received=4312 ended=--
egress tls 443 from=10.64.0.2 name=tracker.example.net to=- refused=unlisted sent=0 received=0 ended=PR
egress tls 443 from=10.64.0.2 name=- to=- refused=no-server-name sent=0 received=0 ended=PR
egress http 8080 from=10.64.0.2 name=deb.example.org to=203.0.113.9 refused=- sent=100 received=90 ended=--
egress tls 443 from=10.64.0.2 name=inner.example.com to=10.0.0.7 refused=address sent=0 received=0 ended=PR
[NOTICE] haproxy version is 2.6.12
`;
const names = `
dnsmasq: query[A] pay.example.com from 10.64.0.2
dnsmasq: config pay.example.com is NXDOMAIN
dnsmasq: config tracker.example.net is NXDOMAIN
dnsmasq: config api.example.com is 10.64.0.29
`;
const flow = (to: string): Flow => ({
  from: "app",
  to: outsideNamed(to),
  port: 443,
  protocol: "tcp",
  via: "relay",
});
const topology = { ...emptyTopology("dev"), flows: [flow("api.example.com"), flow("*.example.com")] };

describe("observe: what relays tell of calls beyond the host", () => {
  it("reads who was called and what was refused, and proposes the list that it makes", () => {
    const seen = [...relayedCalls(log), ...unknownNames(names)];
    const found = egressObserved(topology, "app", seen);
    assert.equal(
      egressObservationText({ version: 1, workloads: [found] }),
      `app:
  api.example.com:443 (tls)  2 times
  deb.example.org:8080 (http)  once, not listed by its name
  inner.example.com:443 (tls)  once, refused: its name leads to an address that is closed
  pay.example.com (looked up)  once, refused: not listed
  tracker.example.net:443 (tls)  once, refused: not listed

  What it called, as a list for app:
  egress: [
    { host: "api.example.com", ports: [443] },
    { host: "deb.example.org", ports: ["http 8080"] },
    { host: "tracker.example.net", ports: [443] },
  ],`,
    );
  });

  it("tells what was called by its address, by the blocks that are listed", () => {
    const called = `
egress tcp 5432 from=10.64.0.2 name=203.0.113.7 to=203.0.113.7 refused=- sent=9 received=9 ended=--
egress tcp 5432 from=10.64.0.2 name=198.51.100.7 to=198.51.100.7 refused=address sent=0 received=0 ended=PR
`;
    const flows = [{ ...flow("203.0.113.0/24"), port: 5432 }];
    const found = egressObserved({ ...topology, flows }, "app", relayedCalls(called));
    assert.equal(
      egressObservationText({ version: 1, workloads: [found] }),
      `app:
  198.51.100.7:5432 (tcp)  once, refused: not listed
  203.0.113.7:5432 (tcp)  once

  What it called, as a list for app:
  egress: [
    { cidr: "198.51.100.7", ports: [5432] },
    { cidr: "203.0.113.7", ports: [5432] },
  ],`,
    );
  });

  it("of one that learns, tells what was looked up and called at a port that says of nobody", async () => {
    const learning = { ...emptyTopology("dev"), flows: [flow("0.0.0.0/0")] };
    const seen = [
      ...relayedCalls(log),
      ...answeredNames(`${names}dnsmasq: config db.example.com is 10.64.0.29\n`),
    ];
    const found = egressObserved(learning, "app", seen);
    const text = egressObservationText({ version: 1, workloads: [found] });
    assert.match(text, /^app, which is learning:$/m);
    assert.match(text, /^ {2}db\.example\.com \(looked up\) {2}once$/m);
    assert.match(text, /^ {2}What was looked up and not called has another port than 443 and 80: add$/m);
    assert.match(text, /^ {4}\{ host: "api\.example\.com", ports: \[443\] \},$/m);
    assert.doesNotMatch(text, /host: "db\.example\.com"/);
    const schema = await readFile(join(root, "docs/schemas/egress.v1.json"), "utf8");
    const json = { version: 1, workloads: [found] };
    assert.deepEqual(z.fromJSONSchema(JSON.parse(schema)).parse(json), json);
  });

  it("as JSON has the form that its schema describes", async () => {
    const seen = [...relayedCalls(log), ...unknownNames(names)];
    const found = { version: 1, workloads: [egressObserved(topology, "app", seen)] };
    const text = await readFile(join(root, "docs/schemas/egress.v1.json"), "utf8");
    assert.deepEqual(z.fromJSONSchema(JSON.parse(text)).parse(found), found);
  });

  it("of a workload that called nobody, says so", () => {
    const found = egressObserved(topology, "app", relayedCalls("[NOTICE] haproxy has started"));
    assert.equal(
      egressObservationText({ version: 1, workloads: [found] }),
      "app:\n  nobody beyond the host was called",
    );
  });
});
