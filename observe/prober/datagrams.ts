import type { Target } from "../helper/answers.ts";
import { hostOn, type Namespace } from "../helper/namespaceHelper.ts";
import type { Tried } from "./ask.ts";
import { inParallel } from "./inParallel.ts";
import type { Question } from "./plan.ts";
import type { Resident } from "./scene.ts";
import type { Within } from "./within.ts";

/** Milliseconds a datagram may take to be answered, refused, or heard where it was sent to. */
const patience = 300;

/**
 * Tries questions about UDP. Most servers do not answer what they do not understand, so every datagram bears a mark,
 * and the helper in the target's namespace hears whether it arrived.
 *
 * @returns what became of each question's attempts, in their order.
 */
export async function askDatagrams(
  within: Within,
  questions: readonly Question[],
  residents: readonly Resident[],
): Promise<Tried[][]> {
  if (questions.length === 0) return [];
  const nonce = `bulkhead ${crypto.randomUUID()} `;
  const asked = new Set(questions.map(({ to }) => to));
  const targets = new Set(
    residents
      .filter(({ workload, unseen }) => asked.has(workload) && !unseen)
      .map(({ namespace }) => namespace),
  );
  const hearings = await inParallel(8, [...targets], async namespace => ({
    namespace,
    end: await within(namespace, helper => helper.sniff(nonce)),
  }));
  const numbered = questions.map((question, index) => ({ question, index }));
  const bySource = Map.groupBy(
    numbered,
    ({ question }): Namespace => question.source?.namespace ?? hostOn(question.node),
  );
  const results: Tried[][] = [];
  await inParallel(8, [...bySource], async ([namespace, group]) => {
    const sent = group.flatMap(({ question, index }) =>
      question.attempts.map(
        ({ host, port }, number): Target => ({
          host,
          port,
          protocol: "udp",
          payload: `${nonce}${markOf(index, number)}`,
        }),
      ),
    );
    const words = (await within(namespace, helper => helper.connect(sent, patience))) ?? [];
    let offset = 0;
    for (const { question, index } of group) {
      results[index] = words.slice(offset, offset + question.attempts.length);
      offset += question.attempts.length;
    }
  });
  const ends = hearings.map(({ namespace, end }) => within(namespace, async () => (await end?.()) ?? []));
  const heard = new Set((await Promise.all(ends)).flatMap(found => found ?? []).map(({ mark }) => mark));
  return questions.map((_, index) =>
    (results[index] ?? []).map((tried, number): Tried => {
      const arrived = tried.found === "timeout" && heard.has(markOf(index, number));
      return arrived ? { ...tried, found: "open" } : tried;
    }),
  );
}

function markOf(question: number, attempt: number): string {
  return `${question}.${attempt};`;
}
