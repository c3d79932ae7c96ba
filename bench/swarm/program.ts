import { Config } from "@pulumi/pulumi";
import { Segment, type SwarmArgs, Workload } from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";
import { client, entrypoint, pairs, replicas, server } from "./services.ts";

/** The program that is measured: servers, each with a client of its own, all of them services of a Swarm. */
const placement: SwarmArgs = { kind: "swarm", encrypted: false };
const image = demoImage("app");
const release = new Config().get("release") ?? "first";

for (let index = 0; index < pairs; index++) {
  const segment = new Segment(`pair-${index}`, { placement });
  const api = new Workload(`api-${index}`, {
    ...{ image, entrypoint, replicas, placement },
    command: [server],
    ports: [8080],
    segments: [segment],
  });
  new Workload(`user-${index}`, {
    ...{ image, entrypoint, replicas, placement },
    command: [client],
    environment: index === 0 ? { RELEASE: release } : {},
    segments: [{ segment, serves: false }],
    link: [api],
  });
}
