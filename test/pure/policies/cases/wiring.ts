import type { Topology } from "../../../../topology/index.ts";
import { network, on, type Parts, web, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const placed: Parts = { networks: [network("data", { subnets: ["10.1.0.0/24", "fd00::/64"] })] };
const unplaced: Parts = { networks: [network("data")] };
const variable = (value: string, parts: Parts): Topology =>
  web({ environment: [{ name: "DB", secret: false, value }] }, parts);
const fixed: Parts = {
  workloads: [workload("db", { attachments: [{ network: "data", aliases: [], address: "192.0.2.7" }] })],
};

export const wiringExamples: Examples = {
  "address-wiring": {
    violated: {
      "an address on a network of the stack": of(variable("tcp://10.1.0.5:5432", placed)),
      "somebody's fixed address": of(variable("192.0.2.7", fixed)),
      "a host entry": of(web({ hosts: [{ name: "db", address: "10.1.0.5" }] }, placed)),
      "an argument": of(web({ command: ["app", "--db=10.1.0.5"] }, placed)),
    },
    clean: {
      "a name": of(variable("db:5432", placed)),
      "an address of nobody here": of(variable("10.2.0.5", placed)),
      "the address to listen on": of(variable("0.0.0.0:8080", placed)),
      "a version": of(variable("10.1.0.5.1", placed)),
      "no address, by its numbers": of(variable("10.1.0.999", placed)),
    },
    unknown: {
      "an address of the engine's choice": of(variable("172.18.0.5", unplaced)),
      "a value to come": of(web({ environment: [{ name: "DB", secret: false }] })),
      "variables to come": of(web({ unknowns: { environment: why } })),
    },
  },
  "fixed-address": {
    violated: {
      "an address of its choice": of(
        web({ attachments: [{ network: "data", aliases: [], address: "10.1.0.5" }] }),
      ),
    },
    clean: { "any address": of(web(on("data"), placed)) },
    unknown: { "networks to come": of(web({ unknowns: { attachments: why } })) },
  },
  "host-gateway": {
    violated: { "a name for the host": of(web({ hosts: [{ name: "docker", address: "host-gateway" }] })) },
    clean: { "a name for another": of(web({ hosts: [{ name: "api", address: "192.0.2.1" }] })) },
    unknown: { "entries to come": of(web({ unknowns: { hosts: why } })) },
  },
};
