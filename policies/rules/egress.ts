import { type Flow, nameOutside } from "../../topology/index.ts";
import { violated, workloadSubject } from "../found.ts";
import { isPublicSuffix } from "../publicSuffix.ts";
import { type Family, type Found, rule } from "../rule.ts";
import type { World } from "../world.ts";

/** A call beyond the host that a workload declares by a name. */
interface NamedCall {
  readonly flow: Flow;
  /** `api.example.com`, `*.example.org`, `203.0.113.0/24`, or `dns` for lookups of any name. */
  readonly name: string;
}

const wide = rule({
  id: "egress-wide",
  title: "What may be called beyond the host is not nearly everything",
  severity: "medium",
  level: "advisory",
  rationale:
    "A list of whom a workload may call keeps a break-in from carrying data away only while nobody else can be one of the list. Under a suffix such as *.co.uk or *.s3.amazonaws.com anybody can have a name, and a block of many addresses has many tenants.",
  remedy: "Name the hosts themselves; or give the domain that is your partner's alone, or a smaller block.",
  settings: {
    prefix: {
      type: "integer",
      default: 16,
      minimum: 0,
      description: "The shortest prefix a block may have: 16 lets a /16 pass",
    },
  },
  *check({ world, settings: { prefix } }) {
    for (const { flow, name } of namedCalls(world)) {
      const at = placeText(name, flow);
      const domain = name.startsWith("*.") ? name.slice(2) : undefined;
      const length = name.includes("/") ? Number(name.split("/")[1]) : undefined;
      if (domain !== undefined && isPublicSuffix(domain)) {
        yield* about(
          flow,
          world,
          `${flow.from} may call ${at}, and anybody can have a name under ${domain}.`,
        );
      } else if (length !== undefined && length < prefix) {
        const count = 2 ** (32 - length);
        yield* about(flow, world, `${flow.from} may call ${at}, which are ${count} addresses.`);
      }
    }
  },
});

const allowed = rule({
  id: "egress-allowed",
  title: "Only what the stack is allowed is called beyond the host",
  severity: "high",
  level: "mandatory",
  rationale:
    "Whom a system sends data to is settled with more people than those who write its program. A list for the whole stack holds each workload's own to it.",
  remedy:
    "Take it out of the workload's `egress`, or have it added to `allowed` in the config of egress-allowed.",
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Whom workloads may call: `api.example.com:443`, `*.example.org` (each name below it, on every port), `203.0.113.0/24:5432`, `dns`. Empty: whomever they name",
    },
  },
  *check({ world, settings: { allowed } }) {
    if (allowed.length === 0) return;
    for (const { flow, name } of namedCalls(world)) {
      if (allowed.some(entry => allows(entry, name, flow.port))) continue;
      yield* about(
        flow,
        world,
        `${flow.from} may call ${placeText(name, flow)}, which the stack is not allowed.`,
      );
    }
    const open = new Set(
      world.topology.flows
        .filter(({ to, port }) => to === "outside" && port === "any")
        .map(({ from }) => from),
    );
    for (const { id, forwards } of world.topology.workloads) {
      // A relay has all of the world open to it; what it lets through was looked at above.
      if (!open.has(id) || forwards.some(({ to }) => nameOutside(to) !== undefined)) continue;
      const workload = world.workload(id);
      if (workload === undefined) continue;
      const message = `${id} may call all of the world, of which the stack is allowed ${allowed.length} places.`;
      yield { subject: workloadSubject(workload), ...violated("outside", message) };
    }
  },
});

/** The calls that workloads declare for themselves; a relay only passes them on. */
function namedCalls({ topology }: World): NamedCall[] {
  return topology.flows.flatMap(flow => {
    const name = nameOutside(flow.to);
    return name === undefined || flow.via !== "relay" ? [] : [{ flow, name }];
  });
}

function placeText(name: string, { port }: Flow): string {
  return name === "dns" ? "any name of DNS" : `${name}:${port}`;
}

function* about(flow: Flow, world: World, message: string): Generator<Found> {
  const workload = world.workload(flow.from);
  if (workload === undefined) return;
  yield { subject: workloadSubject(workload), ...violated(`${flow.to}:${flow.port}`, message) };
}

/** Whether an entry allows a name at a port; a wildcard allows what lies below it, wildcards too. */
function allows(entry: string, name: string, port: number | "any"): boolean {
  const [, pattern = entry, only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  if (pattern === name) return true;
  return pattern.startsWith("*.") && name.endsWith(pattern.slice(1));
}

export const egress: Family = {
  id: "egress",
  title: "Calls beyond the host",
  about: "Whom workloads may call beyond the host by name, as their `egress` lists it.",
  rules: [wide, allowed],
};
