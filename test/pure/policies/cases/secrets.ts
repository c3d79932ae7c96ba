import type { Topology } from "../../../../topology/index.ts";
import { notYet, web, why } from "../world.ts";
import { type Examples, of } from "./case.ts";

const variable = (name: string, value?: string): Topology =>
  web({ environment: [{ name, secret: false, ...(value === undefined ? {} : { value }) }] });
const secret = web({ environment: [{ name: "TOKEN", secret: true }] });
const runs = (...command: readonly string[]): Topology => web({ command });
const label = (name: string, value: string): Topology => web({ labels: { [name]: value } });

export const secretsExamples: Examples = {
  "secret-in-environment": {
    violated: {
      "a password": of(variable("POSTGRES_PASSWORD", "hunter2")),
      "a key": of(variable("AWS_SECRET_ACCESS_KEY", "abc/def+ghi")),
      "a password in a URL": of(variable("DATABASE", "postgres://shop:hunter2@db:5432/shop")),
      "a token, whatever its name": of(variable("SETTING", `ghp_${"a1B2".repeat(9)}`)),
      "a private key": of(variable("TLS", "-----BEGIN RSA PRIVATE KEY-----\nMIIE")),
    },
    clean: {
      "a file that holds it": of(variable("POSTGRES_PASSWORD_FILE", "/run/secrets/db")),
      "a path": of(variable("JWT_SECRET", "/run/secrets/jwt")),
      "an empty one": of(variable("API_TOKEN", "")),
      "a switch": of(variable("RESET_PASSWORD", "true")),
      "a URL without a password": of(variable("DATABASE_URL", "postgres://db:5432/shop")),
      "marked secret in the program": of(secret),
      "a name that is ignored": {
        topology: variable("LEGACY_TOKEN", "public"),
        settings: { ignored: ["LEGACY_TOKEN"] },
      },
    },
    unknown: {
      "a value to come": of(variable("DB_PASSWORD")),
      "variables to come": of(web({ unknowns: { environment: why } })),
    },
  },
  "secret-variable": {
    violated: { "a secret as a variable": of(secret) },
    clean: { "a plain variable": of(variable("MODE", "fast")) },
    unknown: { "variables to come": of(web({ unknowns: { environment: why } })) },
  },
  "secret-in-labels": {
    violated: {
      "by its name": of(label("backup.password", "hunter2")),
      "by its value": of(label("monitor", "https://me:hunter2@example.com/")),
    },
    clean: { "another label": of(label("owner", "team-shop")) },
    unknown: { "labels to come": of(web({ unknowns: { labels: why } })) },
  },
  "secret-in-command": {
    violated: {
      "an option with its value": of(runs("app", "--api-token=abcdef")),
      "an option and its value": of(runs("redis-server", "--requirepass", "hunter2")),
      "a line for a shell": of(runs("sh", "-c", "exec app --password hunter2 --port 80")),
      "a URL": of(runs("app", "postgres://shop:hunter2@db/shop")),
    },
    clean: {
      "a file": of(runs("app", "--password-file", "/run/secrets/x")),
      "a path": of(runs("app", "--token", "/run/secrets/x")),
      "a variable": of(runs("sh", "-c", "app --password $PASSWORD")),
      "an option without a value": of(runs("app", "--ask-password", "--port", "80")),
      nothing: of(web()),
    },
    unknown: { "a command to come": of(web({ command: notYet })) },
  },
};
