import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Config, getProject } from "@pulumi/pulumi";
import { MultiTierApp } from "pulumi-bulkhead/components";

const config = new Config();
const server = readFileSync(join(import.meta.dirname, "api/server.py"), "utf8");

/**
 * A load balancer that this machine can call, an application behind it, and a database that only the application may
 * call. Who calls whom stands in `routes` and `link`; nothing else gets through.
 */
const app = new MultiTierApp(getProject(), {
  labels: { owner: "team-app" },
  tiers: {
    web: {
      kind: "proxy",
      image: config.require("webImage"),
      routes: [{ to: "api", check: "/health" }],
      publish: { hostPort: config.requireNumber("hostPort") },
    },
    api: {
      image: config.require("apiImage"),
      entrypoint: ["python3", "-u", "/app/server.py"],
      command: [],
      files: [{ path: "/app/server.py", content: server }],
      replicas: 2,
      ports: [8080],
      link: ["db"], // gets DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASS_FILE
      listenVariable: "LISTEN", // and listens nowhere else, so that the database cannot call it
      hardening: { user: "1000:1000" },
      health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] },
    },
    db: {
      kind: "database",
      image: config.require("dbImage"),
      password: config.requireSecret("dbPassword"),
    },
  },
});

export const urls = app.urls;

/** Commands to try, which `bulkhead up` shows at its end. */
export const next = urls.apply(({ web }) => [`curl ${web}/`]);
