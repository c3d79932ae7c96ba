import { isUnknown, type Workload } from "../../topology/index.ts";
import { Addresses } from "../addresses.ts";
import { type Case, eachWorkload, unsure, violated, wrongIfHidden } from "../found.ts";
import { type Family, rule } from "../rule.ts";

const byAddress = rule({
  id: "address-wiring",
  title: "Workloads call each other by name",
  severity: "high",
  level: "mandatory",
  rationale:
    "A container gets another address each time it is replaced. Who holds the old one calls nobody, or whoever has it now.",
  remedy: "Use the name of the workload, or an alias on the network both share: the engine's DNS knows it.",
  check: eachWorkload(function* (workload, { world }) {
    const { id, environment, command, hosts } = workload;
    const texts = [
      ...environment.flatMap(({ name, value }) =>
        value === undefined ? [] : [{ where: name, what: `variable ${name}`, text: value }],
      ),
      ...hosts.map(({ name, address }) => ({ where: name, what: `host entry ${name}`, text: address })),
      ...(command === undefined || isUnknown(command) ? [] : command).map((text, index) => ({
        where: `argument ${index}`,
        what: `argument ${index} of the command`,
        text,
      })),
    ];
    for (const { where, what, text } of texts)
      for (const address of Addresses.in(text))
        yield* ofAddress(world.addresses, address, `${what} of workload ${id}`, where);
    yield* undecided(workload);
  }),
});

const fixedAddress = rule({
  id: "fixed-address",
  title: "No container has an address of its choice",
  severity: "low",
  level: "advisory",
  rationale:
    "A fixed address is there to be used in place of a name. It keeps a replacement from starting beside what it replaces, and collides as soon as subnets move.",
  remedy: "Drop it, and use an alias.",
  check: eachWorkload(function* (workload) {
    const { id, attachments } = workload;
    for (const { network, address } of attachments)
      if (address !== undefined)
        yield violated(network, `Workload ${id} has the fixed address ${address} on network ${network}.`);
    yield* wrongIfHidden(workload, "attachments", `workload ${id} has a fixed address`);
  }),
});

const hostGateway = rule({
  id: "host-gateway",
  title: "No container is given a name for the host",
  severity: "medium",
  level: "advisory",
  rationale:
    "`host-gateway` names the host's address, and with it everything the host listens on and every port that other containers publish: a way round all networks.",
  remedy: "Put what is called on a network that both share.",
  check: eachWorkload(function* (workload) {
    const { id, hosts } = workload;
    for (const { name } of hosts.filter(({ address }) => address === "host-gateway"))
      yield violated(name, `Workload ${id} knows the host by the name ${name}.`);
    yield* wrongIfHidden(workload, "hosts", `workload ${id} knows the host by a name`);
  }),
});

function* ofAddress(addresses: Addresses, address: string, what: string, where: string): Generator<Case> {
  const owner = addresses.ownerOf(address);
  const doubt = addresses.doubtAbout(address);
  if (owner !== undefined) yield violated(where, `The ${what} holds ${address}, ${owner}.`);
  else if (doubt !== undefined)
    yield unsure(where, `${address} in the ${what} is the address of a container`, doubt);
}

/** Says of all values that are not known, at once, that nobody can tell. */
function* undecided(workload: Workload): Generator<Case> {
  const { id, environment } = workload;
  const open = environment.filter(({ secret, value }) => !secret && value === undefined);
  const names = open.map(({ name }) => name).join(", ");
  const statement = `${names} of workload ${id} holds the address of a container`;
  if (open.length > 0) yield unsure(names, statement, "the value is not known");
  yield* wrongIfHidden(
    workload,
    "environment",
    `the environment of workload ${id} holds the address of a container`,
  );
  yield* wrongIfHidden(workload, "hosts", `a host entry of workload ${id} is the address of a container`);
}

export const wiring: Family = {
  id: "wiring",
  title: "Wiring",
  about: "Whether workloads find each other by name.",
  rules: [byAddress, fixedAddress, hostGateway],
};
