import { causeOf, type Opening } from "./opening.ts";
import type { View } from "./view.ts";

/**
 * A relay opens the connections it takes anew to the server behind it: whoever gets through to the relay gets through
 * to the server, and on no other port.
 */
export function relayed(view: View, openings: readonly Opening[]): Opening[] {
  return view.members.flatMap(({ workload: { id, forwards } }) =>
    forwards.flatMap(({ port, to, toPort }) => {
      const far = openings.filter(one => one.from === id && one.to === to && one.port === toPort);
      const near = openings.filter(one => one.to === id && one.port === port && one.from !== to);
      const cause = causeOf("relay", id, `${id} passes on to ${to}`);
      return near.flatMap(first =>
        far
          .filter(({ protocol }) => protocol === first.protocol)
          .map((second): Opening => {
            const sure = first.verdict === "allowed" && second.verdict === "allowed";
            return { ...second, from: first.from, verdict: sure ? "allowed" : "unknown", cause };
          }),
      );
    }),
  );
}
