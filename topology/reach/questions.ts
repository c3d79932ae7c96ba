import { type Flow, flowKey } from "../model/topology.ts";

/** May `from` open a connection to `to` on a port? */
export type Question = Pick<Flow, "from" | "to" | "port" | "protocol">;

/** Declared flows, asked by edge. A flow for any port covers each. */
export class DeclaredFlows {
  readonly #keys: ReadonlySet<string>;

  constructor(flows: readonly Flow[]) {
    this.#keys = new Set(flows.map(flowKey));
  }

  has(question: Question): boolean {
    return this.#keys.has(flowKey(question)) || this.#keys.has(flowKey({ ...question, port: "any" }));
  }
}

/** Questions without those that are asked twice, or of oneself. */
export function distinctQuestions(questions: readonly Question[]): Question[] {
  const asked = new Map(questions.map(question => [flowKey(question), question]));
  return [...asked.values()].filter(({ from, to }) => from !== to);
}
