/**
 * A program that never used our components, and breaks a dozen rules that refuse a deployment at once. One value of
 * `web` is not known in a preview: the address of the container it calls.
 */
export const twelve = `
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

const tier = (value) => [{ label: "bulkhead.tier", value }];
const back = new docker.Network("back", { internal: false });
const db = new docker.Container("db", {
  image: "postgres:latest",
  labels: tier("data"),
  envs: ["POSTGRES_PASSWORD=canary-of-a-test"],
  ports: [{ internal: 5432, external: 15432 }],
  networksAdvanced: [{ name: back.name }],
});
new docker.Container("web", {
  image: "nginx:1.27",
  labels: tier("web"),
  privileged: true,
  capabilities: { adds: ["SYS_ADMIN", "NET_ADMIN"] },
  securityOpts: ["seccomp=unconfined"],
  pidMode: "host",
  publishAllPorts: true,
  networksAdvanced: [{ name: back.name }],
  volumes: [{ hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" }],
  devices: [{ hostPath: "/dev/sda" }],
  envs: [pulumi.interpolate\`DB=\${db.networkDatas[0].ipAddress}\`],
});
new docker.Container("agent", { image: "agent:1.0", networkMode: "host" });
`;

/** The rules that {@link twelve} breaks and that are mandatory unless told otherwise. */
export const brokenRules: readonly string[] = [
  ...["datastore-network", "datastore-published", "host-capability", "host-device", "host-network"],
  ...["host-pid", "image-tag", "network-capability", "privileged", "publish-all", "runtime-socket"],
  ...["seccomp-off", "secret-in-environment", "undeclared-edge"],
];

/** Two containers, each privileged, and nothing else that refuses. */
export const twoPrivileged = `
import * as docker from "@pulumi/docker";

const common = { image: "acme/app:1.0", privileged: true, networkMode: "none", wait: false };
new docker.Container("one", common);
new docker.Container("two", common);
`;

/** A container that says nothing of privileges, on a real engine. */
export const plain = `
import * as docker from "@pulumi/docker";
import { demoImage } from "./images/reference.ts";

const image = new docker.RemoteImage("image", { name: demoImage("probe"), keepLocally: true });
new docker.Container("plain", {
  image: image.imageId,
  command: ["-c", "import signal; signal.pause()"],
  networkMode: "none",
  capabilities: { drops: ["CAP_CHOWN"] },
  destroyGraceSeconds: 0,
});
`;
