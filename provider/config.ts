import { Engine, type TlsMaterial } from "../engine/index.ts";
import {
  holdsSecret,
  isList,
  isObject,
  type Plain,
  type Properties,
  reveal,
  Secret,
  secretTexts,
  type Value,
} from "./protocol/values.ts";
import { type RegistryAuth, RegistryLogins } from "./registry/logins.ts";
import { type Checked, checkFields } from "./tables/check.ts";
import { type Field, flag, list, object, type Rule, text } from "./tables/shape.ts";

/** The provider's own configuration, as @pulumi/docker's `ProviderArgs` has it. */
export const configFields: Readonly<Record<string, Field>> = {
  host: { about: "URL of the engine: unix://, tcp:// or ssh://", shape: text },
  context: { about: "name of a docker context", shape: text },
  certPath: { about: "folder with ca.pem, cert.pem and key.pem", shape: text },
  caMaterial: { about: "certificate authority, as PEM text", shape: text },
  certMaterial: { about: "client certificate, as PEM text", shape: text },
  keyMaterial: { about: "its key, as PEM text", shape: text, secret: true },
  disableDockerDaemonCheck: {
    about: "do not ask the engine at the start; here it is asked when it is first needed, either way",
    shape: flag,
  },
  registryAuth: {
    about: "logins for registries",
    shape: list(
      object("ProviderRegistryAuth", {
        address: { about: "the registry, e.g. registry.example.com", shape: text, required: true },
        username: { about: "user name", shape: text },
        password: { about: "its password", shape: text, secret: true },
        authDisabled: { about: "ask without a login", shape: flag },
        configFile: { about: "docker's config.json to take the login from", shape: text },
        configFileContent: { about: "the same as text", shape: text, secret: true },
      }),
    ),
  },
  sshOpts: { about: "further arguments of the ssh program, e.g. -i and a key's path", shape: list(text) },
};

/** Keys every provider resource may carry beside its configuration. */
const engineKeys = new Set(["version", "pluginDownloadURL"]);

/** What the plugin works with once it is configured. */
export interface Configuration {
  readonly engine: Engine;
  readonly logins: RegistryLogins;
  /** Texts of its passwords and keys, which no message may show. */
  readonly secrets: readonly string[];
}

/**
 * Checks a configuration; every problem is reported. What holds a password or a key is secret from here on, so that the
 * state keeps it encrypted although the program gave it plainly.
 */
export function checkConfiguration(given: Properties): Checked {
  const plain = unpack(given);
  const inputs = Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const field = configFields[key];
      const secret = field !== undefined && !holdsSecret(value) && givesSecret(plain[key], field);
      return [key, secret ? new Secret(value) : value];
    }),
  );
  return { inputs, failures: checkFields(configFields, ownKeys(plain)).failures };
}

/** True when a value has something at a place that is for secrets. */
function givesSecret(value: Value, rule: Rule): boolean {
  return secretsAt(value, rule).length > 0;
}

/** What a value has at the places that are for secrets. */
function secretsAt(value: Value, rule: Rule): Value[] {
  if (value === undefined || value === null || value === "") return [];
  if (rule.secret) return [value];
  const { shape } = rule;
  if (shape.kind === "list" && isList(value))
    return value.flatMap(item => secretsAt(item, { shape: shape.of }));
  if (shape.kind !== "object" || !isObject(value)) return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => secretsAt(value[key], field));
}

/** Makes the engine's client from a checked configuration. No call is made. */
export function configure(given: Properties): Configuration {
  const config = reveal(unpack(given)) as {
    readonly host?: string;
    readonly context?: string;
    readonly certPath?: string;
    readonly caMaterial?: string;
    readonly certMaterial?: string;
    readonly keyMaterial?: string;
    readonly registryAuth?: readonly RegistryAuth[];
    readonly sshOpts?: readonly string[];
  };
  const tls: TlsMaterial | undefined =
    config.caMaterial || config.certMaterial
      ? {
          ...(config.caMaterial ? { ca: config.caMaterial } : {}),
          ...(config.certMaterial ? { cert: config.certMaterial } : {}),
          ...(config.keyMaterial ? { key: config.keyMaterial } : {}),
        }
      : undefined;
  const engine = Engine.locate({
    ...(config.host ? { host: config.host } : {}),
    ...(config.context ? { context: config.context } : {}),
    ...(config.certPath ? { certPath: config.certPath } : {}),
    ...(tls === undefined ? {} : { tls }),
    ...(config.sshOpts ? { sshOptions: config.sshOpts } : {}),
  });
  const secrets = Object.entries(reveal(unpack(given)) as Properties).flatMap(([key, value]) => {
    const field = configFields[key];
    return field === undefined ? [] : secretTexts(new Secret(secretsAt(value, field)));
  });
  return { engine, logins: new RegistryLogins(config.registryAuth), secrets };
}

/** The SDK sends everything that is not a string as JSON text. */
function unpack(given: Properties): Properties {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const field = configFields[key];
      return [key, field === undefined || field.shape.kind === "string" ? value : parseJson(value)];
    }),
  );
}

function ownKeys(given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !engineKeys.has(key)));
}

function parseJson(value: Value): Value {
  if (value instanceof Secret) return new Secret(parseJson(value.value));
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Plain;
  } catch {
    // Not JSON: the check then says what type it must be.
    return value;
  }
}
