import type { ContainerArgs } from "@pulumi/docker";
import { secret } from "@pulumi/pulumi";
import {
  Database,
  OneWayLink,
  Proxy,
  type ProxyArgs,
  Segment,
  SharedSocket,
  Workload,
} from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";
import { nginxPage } from "../page.ts";

/** What is measured, as the components make it. Nobody but the bench's own containers calls any of it. */
const limits = { cpus: 2, memory: 512 };

/** The store, its client and what is between them share a core: on two they would wait for each other. */
const onStoreCore = (args: ContainerArgs): ContainerArgs => ({ ...args, cpuSet: "0" });

const data = new Segment("data");
const sockets = new SharedSocket("store-socket");
const store = new Database("store", {
  image: demoImage("postgres"),
  password: secret("of a bench"),
  segments: [data],
  socket: sockets,
  protectData: false,
  limits,
  transform: onStoreCore,
});

const web = new Segment("web");
const pages = new Workload("pages", {
  image: demoImage("nginx"),
  entrypoint: ["nginx", "-c", "/etc/pages/nginx.conf", "-g", "daemon off;"],
  command: [],
  files: [{ path: "/etc/pages/nginx.conf", content: nginxPage("listen 8080;") }],
  ports: [8080],
  segments: [web],
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"] },
  limits,
});

const front = new Segment("front");
const proxy: ProxyArgs = {
  image: demoImage("haproxy"),
  segments: [front, { segment: web, serves: false }],
  routes: [{ to: pages }],
};
new Proxy("logging", { ...proxy, keepAlive: true });
new Proxy("keeping", { ...proxy, keepAlive: true, accessLog: false });
new Proxy("ending", { ...proxy, keepAlive: false, accessLog: false });

/** The network on which clients find the pages, or the store, behind a relay. */
const near = (kind: "haproxy" | "nginx") => ({
  web: new OneWayLink(`relay-${kind}`, {
    to: pages,
    segment: web,
    image: demoImage(kind),
    server: kind,
  }).nearSide().networkName,
  store: new OneWayLink(`store-relay-${kind}`, {
    to: store,
    segment: data,
    image: demoImage(kind),
    server: kind,
    transform: onStoreCore,
  }).nearSide().networkName,
});

/** Where the bench's own containers are to be, by the engine's names. */
export const places = {
  data: data.networkName,
  web: web.networkName,
  front: front.networkName,
  near: { haproxy: near("haproxy"), nginx: near("nginx") },
  sockets: sockets.volumeName,
};
