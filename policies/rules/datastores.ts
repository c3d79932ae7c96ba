import { isUnknown, type PublishedPort, piecesOf, type Workload } from "../../topology/index.ts";
import {
  type Case,
  eachWorkload,
  not,
  sentence,
  unsure,
  violated,
  wrongIf,
  wrongIfHidden,
} from "../found.ts";
import { isLoopbackAddress, publication, textOf } from "../publications.ts";
import { type Family, rule } from "../rule.ts";
import type { World } from "../world.ts";

const published = rule({
  id: "datastore-published",
  title: "No datastore is published off the host",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Databases, caches and brokers on the open network are found within hours, and their passwords tried. Most of them were never meant to be called by anybody but their application.",
  remedy: "Let applications call it by its name on an internal network; publish at 127.0.0.1 at most.",
  cis: "5.14",
  check: eachWorkload(function* (workload, { world }) {
    yield* ofDatastore(workload, function* (what) {
      yield* bySharedInterfaces(workload, world, what);
      for (const port of world.publishedOf(workload).filter(one => !isForAll(workload, one))) {
        const { address } = port;
        // Swarm publishes on all addresses of all nodes, whatever is said.
        const everywhere = workload.kind === "service";
        const beyond = everywhere || (isUnknown(address) ? address : !isLoopbackAddress(address));
        yield* wrongIf(beyond, textOf(port), `${what} publishes ${publication(port)} beyond the host`);
      }
      yield* wrongIf(workload.publishAll, "publish-all", `${what} publishes all its ports beyond the host`);
      yield* wrongIfHidden(workload, "published", `${what} publishes a port beyond the host`);
    });
  }),
});

const internal = rule({
  id: "datastore-network",
  title: "Datastores are on internal networks only",
  severity: "high",
  level: "mandatory",
  rationale:
    "A datastore needs no way out. With one, whoever breaks into it carries the data away; without, he cannot even fetch his tools.",
  remedy: "Make its networks internal (`internal: true`); a Segment is unless told otherwise.",
  compose: { remedy: "Give it and those who call it a network of their own with `internal: true`." },
  check: eachWorkload(function* (workload, { world }) {
    yield* ofDatastore(workload, function* (what) {
      const { owner, unknown } = world.ownerOf(workload);
      if (unknown !== undefined) yield unsure("namespace", `${what} is on a network with a way out`, unknown);
      for (const { network: name } of owner?.namespace.kind === "own" ? owner.attachments : []) {
        const statement = `${what} is on network ${name}, which has a way out`;
        const network = world.network(name);
        if (network === undefined) yield unsure(name, statement, `network ${name} is not described here`);
        else yield* wrongIf(not(network.internal), name, statement);
      }
      yield* wrongIfHidden(owner ?? workload, "attachments", `${what} is on a network with a way out`);
    });
  }),
});

const open = rule({
  id: "datastore-without-password",
  title: "No datastore lets everybody in",
  severity: "high",
  level: "mandatory",
  rationale:
    "With `trust` and its like whoever reaches the port is the superuser: one program that is broken into, one port published by mistake, and all data is read and rewritten.",
  remedy: "Drop the setting, and give the server a password by a file: most images take a `*_PASSWORD_FILE`.",
  check: eachWorkload(function* (workload) {
    const { id, environment, command } = workload;
    for (const { name, value, template = value } of environment) {
      const how = template === undefined ? undefined : letsIn(name, template);
      // Whatever a variable may hold where it is set: without it, the file opens the server.
      if (how !== undefined)
        yield violated(name, `Workload ${id} lets everybody in who reaches it: ${name} ${how}.`);
    }
    const words = command === undefined || isUnknown(command) ? [] : command.flatMap(one => one.split(/\s+/));
    const [option] = words.flatMap((word, index) => {
      const [found = ""] = openOptions.exec(`${word} ${words[index + 1] ?? ""}`) ?? [];
      return found === "" ? [] : [found.trim()];
    });
    if (option !== undefined)
      yield violated(option, `Workload ${id} lets everybody in who reaches it: ${option} in its command.`);
    if (workload.datastore !== undefined)
      yield* wrongIfHidden(workload, "environment", `workload ${id} lets everybody in who reaches it`);
  }),
});

const yes = /^(1|true|yes|on)$/i;
/** Variables of images that switch passwords off, and the values that do it. */
const openSettings: readonly (readonly [RegExp, RegExp])[] = [
  [/^POSTGRES_HOST_AUTH_METHOD$/, /^trust$/i],
  [/^(MYSQL|MARIADB)_ALLOW_EMPTY_(ROOT_)?PASSWORD$/, /^(?!0$|no$|false$).+$/i],
  [/^(ALLOW_EMPTY_PASSWORD|ALLOW_ANONYMOUS_LOGIN|ALLOW_PLAINTEXT_LISTENER_WITHOUT_AUTH)$/, yes],
  [/^(ALLOW_NONE_AUTHENTICATION|CLICKHOUSE_SKIP_USER_SETUP)$/, yes],
  [/^NEO4J_AUTH$/, /^none$/i],
  [/^NEO4J_dbms_security_auth__enabled$/, /^false$/i],
  [/^(DISABLE_SECURITY_PLUGIN|plugins\.security\.disabled)$/, yes],
  [/^INFLUXDB_HTTP_AUTH_ENABLED$/, /^false$/i],
];
/** Options of servers that do the same. */
const openOptions =
  /^((--skip-grant-tables|--noauth|--no-auth|--insecure|--initialize-insecure) |--protected-mode no$)/;

function letsIn(name: string, template: string): string | undefined {
  const pieces = piecesOf(template);
  const value = pieces.map(piece => (piece.kind === "text" ? piece.text : (piece.fallback ?? ""))).join("");
  const isOpen = openSettings.some(([names, values]) => names.test(name) && values.test(value));
  const variables = pieces.flatMap(piece => (piece.kind === "variable" ? [piece.name] : []));
  if (!isOpen) return undefined;
  return variables.length === 0 ? `is ${value}` : `is ${value} where ${variables.join(" and ")} is not set`;
}

/** Browsers fetch from object stores by signed addresses: what is published is for everybody. Their console is not. */
function isForAll({ datastore }: Workload, { port }: PublishedPort): boolean {
  return datastore === "minio" && port === 9000;
}

/** What another workload publishes leads to all who share its interfaces, and listen on that port. */
function* bySharedInterfaces(workload: Workload, world: World, what: string): Generator<Case> {
  const { owner, unknown } = world.ownerOf(workload);
  if (unknown !== undefined) yield unsure("namespace", `${what} is published beyond the host`, unknown);
  if (owner === undefined || owner === workload) return;
  for (const port of world.publishedOf(owner)) {
    if (!isUnknown(port.address) && isLoopbackAddress(port.address)) continue;
    const evidence = `${owner.id} ${textOf(port)}`;
    const statement = `${what} is published beyond the host by ${owner.id}, whose interfaces it shares, at ${publication(port)}`;
    const listens = workload.ports.some(one => one.port === port.port && one.protocol === port.protocol);
    if (!listens) yield unsure(evidence, statement, `which ports ${workload.id} listens on is not said`);
    else if (isUnknown(port.address)) yield unsure(evidence, statement, port.address.unknown);
    else yield violated(evidence, sentence(statement));
  }
  const everything = `${owner.id}, whose interfaces it shares, publishes ${what} beyond the host`;
  yield* wrongIf(owner.publishAll, "publish-all", everything);
  yield* wrongIfHidden(owner, "published", everything);
}

/** What is wrong with a workload if it is a datastore: for certain, perhaps where its image is not known, or not at all. */
function* ofDatastore(
  { id, datastore, image }: Workload,
  check: (what: string) => Iterable<Case>,
): Generator<Case> {
  if (datastore !== undefined) yield* check(`${datastore} workload ${id}`);
  else if (image !== undefined && isUnknown(image)) {
    const [first] = check(`workload ${id}`);
    if (first !== undefined)
      yield unsure(
        first.evidence,
        `workload ${id} is a datastore, which may not be where it is`,
        image.unknown,
      );
  }
}

export const datastores: Family = {
  id: "datastores",
  title: "Datastores",
  about:
    "Who can get at what keeps the data. A workload is a datastore when it is a Database, or when its image is known as one.",
  rules: [published, internal, open],
};
