import { Config } from "@pulumi/pulumi";
import { Segment, Workload } from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";

/** One that calls a name beyond the host by its relay, and a network from which the same is called straight. */
const config = new Config();
const limits = { cpus: 2, memory: 512 };

const caller = new Workload("caller", {
  image: demoImage("probe"),
  command: ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"],
  egress: [{ host: config.require("name"), ports: [443] }],
  egressRelay: { image: demoImage("egress"), servers: [config.require("server")], limits: { cpus: 2 } },
  limits,
});
const direct = new Segment("direct", { kind: "egress" });

/** Where the bench's own containers are to be, by the engine's names. */
export const places = { caller: caller.containerNames[0], direct: direct.networkName };
