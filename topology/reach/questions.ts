import type { Flow } from "../model/topology.ts";
import { isSame, type Port } from "./ports.ts";

/** May `from` open a connection to `to` on a port? */
export type Question = Pick<Flow, "from" | "to" | "port" | "protocol">;

/** Questions by their ends, each once, and what is known of each. No texts are put together: there may be a million. */
export class QuestionMap<Value> {
  readonly #ends = new Map<string, Map<string, { readonly port: Port; value: Value }[]>>();

  /** The ports that are asked about between two ends. */
  portsBetween(from: string, to: string): readonly Port[] {
    return (
      this.#ends
        .get(from)
        ?.get(to)
        ?.map(({ port }) => port) ?? []
    );
  }

  /** Puts in what is made for a question that is new; gives what is there. */
  ensure(from: string, to: string, port: Port, make: () => Value): Value {
    const targets = this.#ends.get(from) ?? new Map<string, { port: Port; value: Value }[]>();
    if (targets.size === 0) this.#ends.set(from, targets);
    const ports = targets.get(to);
    const found = ports?.find(one => isSame(one.port, port));
    if (found !== undefined) return found.value;
    const made = { port, value: make() };
    if (ports === undefined) targets.set(to, [made]);
    else ports.push(made);
    return made.value;
  }

  /** All of them, by the names of their ends, then by port. */
  *sorted(): Generator<readonly [Question, Value]> {
    for (const [from, targets] of inOrder(this.#ends)) {
      for (const [to, ports] of inOrder(targets)) {
        for (const { port, value } of ports.length === 1 ? ports : ports.toSorted(byPort)) {
          yield [{ from, to, port: port.port, protocol: port.protocol }, value];
        }
      }
    }
  }
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}

function byPort({ port: left }: { readonly port: Port }, { port: right }: { readonly port: Port }): number {
  const texts = [`${left.port}/${left.protocol}`, `${right.port}/${right.protocol}`] as const;
  return texts[0] < texts[1] ? -1 : 1;
}

/** Declared flows, asked by edge. A flow for any port covers each; files are no port. */
export class DeclaredFlows {
  readonly #flows = new QuestionMap<true>();

  constructor(flows: readonly Flow[]) {
    for (const { from, to, port, protocol } of flows)
      this.#flows.ensure(from, to, { port, protocol }, () => true);
  }

  has({ from, to, port, protocol }: Question): boolean {
    return this.#flows
      .portsBetween(from, to)
      .some(one => one.protocol === protocol && (one.port === port || one.port === "any"));
  }
}

/** Questions without those that are asked twice, or of oneself. */
export function distinctQuestions(questions: readonly Question[]): Question[] {
  const asked = new QuestionMap<Question>();
  for (const question of questions) {
    if (question.from !== question.to) asked.ensure(question.from, question.to, question, () => question);
  }
  return [...asked.sorted()].map(([question]) => question);
}
