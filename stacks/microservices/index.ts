import { Config } from "@pulumi/pulumi";
import { MultiTierApp, type WorkloadTierArgs } from "../../components/index.ts";
import { demoImage } from "../../images/reference.ts";

const config = new Config();

/** What the services have in common. */
const service = {
  image: demoImage("app"),
  replicas: 2,
  ports: [8080],
  listenVariable: "LISTEN",
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] },
} satisfies WorkloadTierArgs<string>;

/**
 * Two services behind a gateway, which finds them by the host of a request. The replicas of each share a database that
 * nobody else may call; orders may ask users, and not the other way round.
 */
const services = new MultiTierApp("services", {
  labels: { owner: "team-services" },
  tiers: {
    gateway: {
      kind: "proxy",
      image: demoImage("haproxy"),
      routes: [
        { to: "users", host: "users.localhost", check: "/health" },
        { to: "orders", host: "orders.localhost", check: "/health" },
      ],
      publish: {},
    },
    users: { ...service, link: ["users-db"] },
    orders: { ...service, link: ["orders-db", "users"] },
    "users-db": {
      kind: "database",
      image: demoImage("postgres"),
      password: config.requireSecret("usersPassword"),
    },
    "orders-db": {
      kind: "database",
      image: demoImage("postgres"),
      password: config.requireSecret("ordersPassword"),
    },
  },
});

export const urls = services.urls;
export const next = urls.apply(({ gateway }) => [
  `curl -H 'Host: users.localhost' ${gateway}/items`,
  `curl -H 'Host: orders.localhost' ${gateway}/items`,
]);
