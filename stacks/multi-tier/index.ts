import { Config } from "@pulumi/pulumi";
import { MultiTierApp, type WorkloadTierArgs } from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";

const config = new Config();

/** What the applications have in common. */
const application = {
  image: demoImage("app"),
  ports: [8080],
  link: ["db"],
  listenVariable: "LISTEN",
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] },
} satisfies WorkloadTierArgs<"db">;

/**
 * A web server passes requests on to a balancer, and that to app1 and app2, the two replicas of one tier. Staff comes in
 * by a balancer of their own. Both applications share the database, and no entrance reaches the other's.
 */
const office = new MultiTierApp("office", {
  labels: { owner: "team-office" },
  tiers: {
    web: {
      kind: "proxy",
      server: "nginx",
      image: demoImage("nginx"),
      routes: [{ to: "balancer" }],
      publish: {},
    },
    balancer: {
      kind: "proxy",
      image: demoImage("haproxy"),
      routes: [{ to: "app", check: "/health" }],
    },
    app: { ...application, replicas: 2 },
    staff: {
      kind: "proxy",
      image: demoImage("haproxy"),
      routes: [{ to: "desk", check: "/health" }],
      publish: {},
    },
    desk: application,
    db: {
      kind: "database",
      image: demoImage("postgres"),
      password: config.requireSecret("dbPassword"),
    },
  },
});

export const urls = office.urls;
export const next = urls.apply(({ web, staff }) => [`curl ${web}/items`, `curl ${staff}/items`]);
