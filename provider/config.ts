import { Engine, type TlsMaterial } from "../engine/index.ts";
import { type Plain, type Properties, reveal, Secret, type Value } from "./protocol/values.ts";
import { type RegistryAuth, RegistryLogins } from "./registry.ts";
import { type CheckFailure, checkFields } from "./tables/check.ts";
import { type Field, flag, list, object, text } from "./tables/shape.ts";

/** The provider's own configuration, as @pulumi/docker's `ProviderArgs` has it. */
export const configFields: Readonly<Record<string, Field>> = {
  host: { shape: text },
  context: { shape: text },
  certPath: { shape: text },
  caMaterial: { shape: text },
  certMaterial: { shape: text },
  keyMaterial: { shape: text, secret: true },
  disableDockerDaemonCheck: { shape: flag },
  registryAuth: {
    shape: list(
      object("ProviderRegistryAuth", {
        address: { shape: text, required: true },
        username: { shape: text },
        password: { shape: text, secret: true },
        authDisabled: { shape: flag },
        configFile: { shape: text },
        configFileContent: { shape: text },
      }),
    ),
  },
  sshOpts: {
    shape: list(text),
    refused: "Bulkhead's provider takes no ssh options; put them into ~/.ssh/config for that host",
  },
};

/** Keys every provider resource may carry beside its configuration. */
const engineKeys = new Set(["version", "pluginDownloadURL"]);

/** What the plugin works with once it is configured. */
export interface Configuration {
  readonly engine: Engine;
  readonly logins: RegistryLogins;
}

/** Checks a configuration; every problem is reported. */
export function checkConfiguration(given: Properties): readonly CheckFailure[] {
  return checkFields(configFields, ownKeys(unpack(given))).failures;
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
  });
  return { engine, logins: new RegistryLogins(config.registryAuth) };
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
