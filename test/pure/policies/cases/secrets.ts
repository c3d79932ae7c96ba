import type { Topology } from "../../../../topology/index.ts";
import { notYet, web, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const variable = (name: string, value?: string): Topology =>
  web({ environment: [{ name, secret: false, ...(value === undefined ? {} : { value }) }] });
/** As a file says it, whether or not the variables are set. */
const written = (name: string, template: string, value?: string): Topology =>
  web({ environment: [{ name, secret: false, template, ...(value === undefined ? {} : { value }) }] });
const inFile = (value: string): Topology =>
  web({ environment: [{ name: "DB_PASSWORD", secret: false, value, file: { file: "own.env", line: 3 } }] });
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
      "a password run together with what it is for": of(variable("PGPASSWORD", "hunter2")),
      "a cookie that lets nodes in": of(variable("RABBITMQ_ERLANG_COOKIE", "SWQOKODSQALRPCLNMEQG")),
      "a token by its id": of(variable("VAULT_DEV_ROOT_TOKEN_ID", "hunter2")),
      "a password among settings": of(
        variable("ConnectionStrings__Shop", "Server=db;User Id=sa;Password=hunter2;"),
      ),
      "a password in a query": of(
        variable("JDBC_URL", "jdbc:postgresql://db/shop?user=shop&password=hunter2"),
      ),
      "a password in a data source name": of(variable("DSN", "shop:hunter2@tcp(db:3306)/shop")),
      "a private key": of(variable("TLS", "-----BEGIN RSA PRIVATE KEY-----\nMIIE")),
      "a password behind a user that is a variable": of(
        written("DATABASE_URL", `postgres://\${DB_USER}:hunter2@db/shop`),
      ),
      "names run together": of(variable("MYAPIKEY", "hunter2")),
      "a password of Postgres": of(variable("PGPASS", "hunter2")),
      "a login": of(variable("BASIC_AUTH", "me:hunter2")),
      "what Redis takes": of(variable("REDIS_AUTH", "hunter2")),
    },
    clean: {
      "a file that holds it": of(variable("POSTGRES_PASSWORD_FILE", "/run/secrets/db")),
      "a path": of(variable("JWT_SECRET", "/run/secrets/jwt")),
      "an empty one": of(variable("API_TOKEN", "")),
      "a switch": of(variable("RESET_PASSWORD", "true")),
      "settings with a reference to one": of(variable("CONNECTION", "Server=db;Password=$DB_PASSWORD;")),
      "settings without one": of(variable("CONNECTION", "Server=db;Integrated Security=true;")),
      "a name with a password in the midst": of(variable("PASSWORD_RESET_URL", "https://example.com/reset")),
      "a URL without a password": of(variable("DATABASE_URL", "postgres://db:5432/shop")),
      "marked secret in the program": of(secret),
      "what comes from a variable": of(written("DB_PASSWORD", `\${PASSWORD:?}`, "hunter2")),
      "the same, not set": of(written("DB_PASSWORD", "$PASSWORD")),
      "what comes from a file of variables": of(inFile("hunter2")),
      "how one logs in": of(variable("SMTP_AUTH", "login")),
      "what only stands for one": of(variable("DB_PASSWORD", "changeme")),
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
  "placeholder-credential": {
    violated: {
      ...Object.fromEntries(
        [
          "changeme",
          "replace-me",
          "invalid",
          "CHANGE_THIS_PASSWORD",
          "<your-password>",
          "mysecretpassword",
        ].map(value => [value, of(variable("DB_PASSWORD", value))]),
      ),
      "the name of the program": of(
        web({
          image: "acme/penpot:2",
          environment: [{ name: "SECRET_KEY", secret: false, value: "penpot123" }],
        }),
      ),
      "letters as digits": of(variable("DB_PASSWORD", "p0stgr3s")),
      "in a URL": of(variable("DATABASE_URL", "postgres://postgres:postgres@db/app")),
      "a fallback": of(written("DB_PASSWORD", `\${PASSWORD:-hunter2}`)),
      "a fallback in a URL": of(written("DATABASE_URL", `\${DATABASE_URL:-postgres://app:hunter2@db/app}`)),
      "in a command": of(
        web({
          command: ["redis-server", "--requirepass", "hunter2"],
          templates: {
            command: ["redis-server", "--requirepass", `\${REDIS_PASSWORD:-hunter2}`],
          },
        }),
      ),
    },
    clean: {
      "a password": of(variable("DB_PASSWORD", "hunter2")),
      "a variable without a fallback": of(written("DB_PASSWORD", `\${PASSWORD:?set it}`)),
      "an empty fallback": of(written("DB_PASSWORD", `\${PASSWORD:-}`)),
      "a fallback that is a path": of(written("DB_PASSWORD", `\${PASSWORD:-/run/secrets/db}`)),
      "a random text": of(variable("SECRET_KEY", "xK9vQe7LrT2mWz4b")),
    },
    unknown: {
      "variables to come": {
        topology: web({ unknowns: { environment: why } }),
        settings: { whenUnknown: "advisory" },
      },
    },
  },
  "secret-variable": {
    violated: {
      "a secret as a variable": of(secret),
      "a password from a variable": of(written("DB_PASSWORD", `\${PASSWORD}`), "variable/PASSWORD"),
      "the same once it is set": of(written("DB_PASSWORD", `\${PASSWORD}`, "hunter2"), "variable/PASSWORD"),
      "in a URL, where the user is one too": of(
        written("DATABASE_URL", `postgres://\${DB_USER}:\${DB_PASSWORD}@db/app`),
        "variable/DB_PASSWORD",
      ),
      "in a file of variables": of(inFile("hunter2"), "variable/DB_PASSWORD"),
      "in a command": of(
        web({
          command: notYet,
          templates: { command: ["redis-server", "--requirepass", "$REDIS_PASSWORD"] },
        }),
        "variable/REDIS_PASSWORD",
      ),
      "of two workloads, once": of(
        web(
          { environment: [{ name: "DB_PASSWORD", secret: false, template: "$PASSWORD" }] },
          {
            workloads: [
              workload("db", {
                environment: [{ name: "POSTGRES_PASSWORD", secret: false, template: "$PASSWORD" }],
              }),
            ],
          },
        ),
        "variable/PASSWORD",
      ),
    },
    clean: {
      "a plain variable": of(variable("MODE", "fast")),
      "a variable for something else": of(written("TZ", `\${TZ:-Etc/UTC}`)),
      "a user from a file of variables": of(
        web({
          environment: [
            { name: "DB_USER", secret: false, value: "shop", file: { file: "own.env", line: 3 } },
          ],
        }),
      ),
    },
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
      "a variable set on the way": of(runs("sh", "-c", "PGPASSWORD=hunter2 psql -h db")),
      "a URL": of(runs("app", "postgres://shop:hunter2@db/shop")),
    },
    clean: {
      "a file": of(runs("app", "--password-file", "/run/secrets/x")),
      "a path": of(runs("app", "--token", "/run/secrets/x")),
      "a variable": of(runs("sh", "-c", "app --password $PASSWORD")),
      "what a file holds": of(runs("sh", "-c", 'redis-server --requirepass "$(cat /run/secrets/x)"')),
      "a variable set from another": of(runs("sh", "-c", "PGPASSWORD=$DB_PASSWORD psql -h db")),
      "a kind of token": of(runs("etcd", "--auth-token", "simple")),
      "an option without a value": of(runs("app", "--ask-password", "--port", "80")),
      nothing: of(web()),
    },
    unknown: { "a command to come": of(web({ command: notYet })) },
  },
};
