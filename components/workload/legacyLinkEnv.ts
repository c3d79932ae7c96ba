import { z } from "zod";
import { Problems, pathText } from "../check/problems.ts";
import { variablePrefix } from "./endpoint.ts";
import { isLinkable, type Linkable } from "./link.ts";

/**
 * The variables that Docker's legacy links (`docker run --link db:alias`) gave a container, for programs that still read
 * them. There is no legacy link in it: the call itself is opened by `link`, as ever. What differs:
 *
 * - values hold names in place of addresses, so that they outlive a replacement: `DB_PORT=tcp://db:5432`;
 * - of the server's own environment (`DB_ENV_...`) only plain texts of its program are passed on: nothing secret,
 *   no output, and nothing that its image says;
 * - a link's own DB_HOST, DB_PORT, ... would clash with these: give it another prefix.
 *
 * @param consumer the workload that gets them, by its name; part of `ALIAS_NAME`.
 * @param links whom it calls, by alias.
 * @throws ArgumentError with everything that is wrong.
 * @example
 * new Workload("billing", {
 *   image: "acme/billing:1",
 *   segments: [data],
 *   link: [{ to: db, prefix: "DATABASE" }],
 *   environment: legacyLinkEnv("billing", { db }), // DB_NAME=/billing/db, DB_PORT=tcp://db:5432, ...
 * });
 * @see https://docs.docker.com/engine/network/links/#environment-variables
 */
export function legacyLinkEnv(
  consumer: string,
  links: Readonly<Record<string, Linkable>>,
): Record<string, string> {
  check(consumer, links);
  return Object.fromEntries(
    Object.entries(links).flatMap(([alias, to]) => linkVariables(consumer, alias, to)),
  );
}

const schema = z.record(z.string(), z.custom<unknown>(isLinkable, "give a component that `link` takes"));

function check(consumer: string, links: Readonly<Record<string, Linkable>>): void {
  const problems = new Problems();
  problems.form("consumer", z.string().min(1, "give the name of the workload that gets them"), consumer);
  problems.form("links", schema, links);
  if (problems.none) {
    const prefixes = Object.keys(links).map(variablePrefix);
    for (const [index, alias] of Object.keys(links).entries()) {
      const path = pathText([alias], "links");
      const prefix = variablePrefix(alias);
      if (!/^[A-Z_][A-Z0-9_]*$/.test(prefix)) {
        problems.add(path, "give an alias of letters, digits, - and _, the first no digit");
      } else if (prefixes.indexOf(prefix) < index) {
        problems.add(path, `the variables of another alias begin with ${prefix}_ too; choose another`);
      } else if (links[alias]?.linkTarget().meets !== undefined) {
        problems.add(
          path,
          "what another stack calls it is not known before it runs; give it under `link` alone",
        );
      }
    }
  }
  problems.throwIfAny("legacyLinkEnv", consumer);
}

function linkVariables(consumer: string, alias: string, to: Linkable): [name: string, value: string][] {
  const { workload } = to.linkTarget();
  const prefix = variablePrefix(alias);
  // In the order in which the engine took the first: by number, tcp before udp.
  const ports = workload.ports.toSorted(
    (left, right) => left.port - right.port || (left.protocol < right.protocol ? -1 : 1),
  );
  const [first] = ports;
  const url = ({ port, protocol }: (typeof ports)[number]): string =>
    `${protocol}://${workload.name}:${port}`;
  return [
    [`${prefix}_NAME`, `/${consumer}/${alias}`],
    ...(first === undefined ? [] : [[`${prefix}_PORT`, url(first)] as [string, string]]),
    ...ports.flatMap((open): [string, string][] => {
      const name = `${prefix}_PORT_${open.port}_${open.protocol.toUpperCase()}`;
      return [
        [name, url(open)],
        [`${name}_ADDR`, workload.name],
        [`${name}_PORT`, String(open.port)],
        [`${name}_PROTO`, open.protocol],
      ];
    }),
    ...workload.environment.flatMap(({ name, secret, value }): [string, string][] =>
      secret || value === undefined ? [] : [[`${prefix}_ENV_${name}`, value]],
    ),
  ];
}
