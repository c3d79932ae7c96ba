import { holdsSecret, type Properties, Secret, secretTexts } from "./protocol/values.ts";
import { canonical, same } from "./tables/canonical.ts";

/** Marks as secret every output whose input holds a secret, and every other one that shows it, such as a log. */
export function withSecrets(inputs: Properties, state: Properties): Properties {
  const secrets = secretTexts(inputs);
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => {
      const given = inputs[name];
      if (given === undefined || !holdsSecret(given)) {
        const shown =
          typeof value === "string" && given === undefined && secrets.some(text => value.includes(text));
        return [name, shown ? new Secret(value) : value];
      }
      return [
        name,
        same(canonical(given, undefined), canonical(value, undefined)) ? given : new Secret(value),
      ];
    }),
  );
}

/** Keeps these texts out of a message. */
export function hider(secrets: readonly string[]): (message: string) => string {
  return message => secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}
