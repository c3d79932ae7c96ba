import { Config } from "@pulumi/pulumi";
import { Segment, Workload } from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";

const config = new Config();

/** Servers, each with a client of its own; thirty, unless the stack's config says how many. */
const pairs = config.getNumber("pairs") ?? 30;

const server = [
  "import signal, socket, sys",
  "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))",
  "listener = socket.create_server(('', 8080))",
  "while True: listener.accept()[0].close()",
].join("\n");
const client = [
  "import signal, sys",
  "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))",
  "signal.pause()",
].join("\n");

const image = demoImage("app");
const entrypoint = ["python3", "-c"];
const labels = { owner: "team-bench" };
const release = config.get("release") ?? "first";

for (let index = 0; index < pairs; index++) {
  const segment = new Segment(`pair-${index}`, { labels });
  const api = new Workload(`api-${index}`, {
    image,
    entrypoint,
    command: [server],
    ports: [8080],
    segments: [segment],
    labels,
  });
  new Workload(`user-${index}`, {
    image,
    entrypoint,
    command: [client],
    environment: index === 0 ? { RELEASE: release } : {},
    segments: [{ segment, serves: false }],
    link: [api],
    labels,
  });
}
