import { notYet, web, webCares, why } from "../world.ts";
import { type Examples, of } from "./case.ts";

export const resourcesExamples: Examples = {
  "memory-limit": {
    violated: { "nothing said": of(web()) },
    clean: { "a limit": of(webCares({ memory: 256 })) },
    unknown: { "a limit to come": of(webCares({ memory: notYet })) },
  },
  "cpu-limit": {
    violated: { "nothing said": of(web()) },
    clean: { "a limit": of(webCares({ cpus: 0.5 })) },
    unknown: { "a limit to come": of(webCares({ cpus: notYet })) },
  },
  "pids-limit": {
    violated: { "nothing said": of(web()) },
    clean: {
      "a limit": of(webCares({ pids: 100 })),
      "a Pulumi resource, which has no such property": of(web({ origin: "urn:pulumi:x" })),
    },
    unknown: { "a limit to come": of(webCares({ pids: notYet })) },
  },
  "restart-attempts": {
    violated: {
      "for ever": of(webCares({ restart: "on-failure" })),
      "too often": of(webCares({ restart: "on-failure", restartAttempts: 6 })),
      "more often than is set": {
        topology: webCares({ restart: "on-failure", restartAttempts: 3 }),
        settings: { attempts: 2 },
      },
    },
    clean: {
      "a few times": of(webCares({ restart: "on-failure", restartAttempts: 5 })),
      "what must always run": of(webCares({ restart: "unless-stopped" })),
      "nothing said": of(web()),
    },
    unknown: {
      "a policy to come": of(webCares({ restart: notYet })),
      "attempts to come": of(webCares({ restart: "on-failure", restartAttempts: notYet })),
    },
  },
  "health-check": {
    violated: { "nothing said": of(web()) },
    clean: { "a check": of(webCares({ healthCheck: true })), "a job": of(web({ kind: "job" })) },
    unknown: { "a check to come": of(webCares({ healthCheck: notYet })) },
  },
  "logging-off": {
    violated: { "no driver": of(webCares({ logDriver: "none" })) },
    clean: { "a driver": of(webCares({ logDriver: "local" })), "nothing said": of(web()) },
    unknown: { "a driver to come": of(webCares({ logDriver: notYet })) },
  },
  "unlimited-ulimit": {
    violated: {
      hard: of(webCares({ ulimits: ["memlock=1024:-1"] })),
      soft: of(webCares({ ulimits: ["nofile=-1:1024"] })),
    },
    clean: { "a number": of(webCares({ ulimits: ["nofile=1024:4096"] })), "nothing said": of(web()) },
    unknown: { "limits to come": of(webCares({}, { ulimits: why })) },
  },
};
