import type { Network, PublishedPort, Topology, Workload } from "../../../../topology/index.ts";
import { network, notYet, on, web, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const port = (address: PublishedPort["address"]): Partial<Workload> => ({
  published: [{ address, hostPort: 5432, port: 5432, protocol: "tcp" }],
});
const db = (changes: Partial<Workload>): Topology => web({ datastore: "postgres", ...changes });
const placed = (changes: Partial<Network>, more: Partial<Workload> = { datastore: "postgres" }): Topology =>
  web({ ...on("data"), ...more }, { networks: [network("data", changes)] });

/** A datastore that uses the interfaces of another workload. */
const joined = (
  gateway: Partial<Workload>,
  changes: Partial<Network> = {},
  more: Partial<Workload> = {},
): Topology =>
  web(
    { datastore: "postgres", namespace: { kind: "workload", of: "gateway" }, ...more },
    {
      workloads: [workload("gateway", { ...on("data"), ...gateway })],
      networks: [network("data", changes)],
    },
  );
const listens: Partial<Workload> = { ports: [{ port: 5432, protocol: "tcp" }] };

export const datastoresExamples: Examples = {
  "datastore-published": {
    violated: {
      everywhere: of(db(port("0.0.0.0"))),
      "on an interface": of(db(port("192.0.2.1"))),
      "whatever it exposes": of(db({ publishAll: true })),
      "by whom it shares interfaces with": of(joined(port("0.0.0.0"), {}, listens)),
      "a service, whatever it says": of(db({ kind: "service", ...port("127.0.0.1") })),
    },
    clean: {
      loopback: of(db(port("127.0.0.1"))),
      "an object store, which browsers call": of(
        web({
          datastore: "minio",
          published: [{ address: "0.0.0.0", hostPort: 9000, port: 9000, protocol: "tcp" }],
        }),
      ),
      "no datastore": of(web(port("0.0.0.0"))),
      "loopback, by whom it shares interfaces with": of(joined(port("127.0.0.1"), {}, listens)),
      "not published": of(db({})),
    },
    unknown: {
      "an address to come": of(db(port(notYet))),
      "by whom it shares interfaces with, perhaps": of(joined(port("0.0.0.0"))),
      "interfaces nobody describes": of(db({ namespace: { kind: "workload", of: "elsewhere" } })),
      "ports to come": of(db({ unknowns: { published: why } })),
      "an image to come, which may be one": of(web({ image: notYet, ...port("0.0.0.0") })),
    },
  },
  "datastore-without-password": {
    violated: Object.fromEntries(
      [
        ["POSTGRES_HOST_AUTH_METHOD", "trust"],
        ["MYSQL_ALLOW_EMPTY_PASSWORD", "yes"],
        ["MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1"],
        ["ALLOW_EMPTY_PASSWORD", "yes"],
        ["NEO4J_AUTH", "none"],
        ["ALLOW_NONE_AUTHENTICATION", "yes"],
      ].map(([name = "", value = ""]) => [
        `${name}=${value}`,
        of(web({ environment: [{ name, secret: false, value }] })),
      ]),
    ),
    clean: {
      "a way that asks": of(
        web({ environment: [{ name: "POSTGRES_HOST_AUTH_METHOD", secret: false, value: "scram-sha-256" }] }),
      ),
      "switched off": of(
        web({ environment: [{ name: "MYSQL_ALLOW_EMPTY_PASSWORD", secret: false, value: "no" }] }),
      ),
    },
    unknown: {
      "variables to come": of(web({ datastore: "postgres", unknowns: { environment: why } })),
    },
  },
  "datastore-network": {
    violated: { "a way out": of(placed({})), "that of another's interfaces": of(joined({})) },
    clean: {
      "an internal network": of(placed({ internal: true })),
      "no datastore": of(placed({}, {})),
      "an internal network of another": of(joined({}, { internal: true })),
      "no network at all": of(db({ namespace: { kind: "none" } })),
    },
    unknown: {
      "internal or not is to come": of(placed({ internal: notYet })),
      "a network nobody describes": of(db(on("elsewhere"))),
      "networks to come of another": of(joined({ attachments: [], unknowns: { attachments: why } })),
      "networks to come": of(db({ unknowns: { attachments: why } })),
      "an image to come, which may be one": of(placed({}, { image: notYet })),
    },
  },
};
