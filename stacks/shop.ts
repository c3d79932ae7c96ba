import { MultiTierApp } from "../components/index.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings();

/**
 * A shop of three tiers: a load balancer that the host can call, an application behind it, and a database that only
 * the application may call. Who calls whom stands in `routes` and `link`; nothing else gets through.
 */
export const shop = new MultiTierApp("shop", {
  labels: { owner: "team-shop" },
  placement: settings.placement,
  pool: settings.pool === undefined ? {} : { cidr: settings.pool },
  tiers: {
    web: {
      kind: "proxy",
      image: settings.webImage,
      replicas: settings.webReplicas,
      routes: [{ to: "app", check: "/health" }],
      publish: { hostPort: settings.hostPort, address: settings.address },
    },
    app: {
      image: settings.appImage,
      replicas: settings.appReplicas,
      ports: [8080],
      entrypoint: settings.appEntrypoint,
      environment: settings.drainSeconds === undefined ? {} : { DRAIN_SECONDS: settings.drainSeconds },
      link: ["db"],
      listenVariable: "LISTEN",
      health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] },
    },
    db: {
      kind: "database",
      image: settings.dbImage,
      password: settings.dbPassword,
      user: "shop",
      database: "shop",
      limits: { memory: settings.dbMemory },
    },
  },
});
