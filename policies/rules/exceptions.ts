import { isExpired } from "../exception.ts";
import { type Family, rule, type Subject } from "../rule.ts";

const expired = rule({
  id: "exception-expired",
  title: "No exception is past its day",
  severity: "medium",
  level: "mandatory",
  rationale:
    "An exception is a debt with a date. One that has expired covers nothing any more, and stands for a review that nobody held.",
  remedy: "Mend what it was for and remove it, or have it reviewed again and give it a new day.",
  settings: {
    file: {
      type: "string",
      default: "",
      description:
        "The file of exceptions, for `pulumi --policy-pack`; the variable BULKHEAD_EXCEPTIONS when empty",
    },
  },
  *check({ review: { exceptions, today } }) {
    for (const exception of exceptions.filter(one => isExpired(one, today))) {
      const { rule: of, resource, owner, expiry } = exception;
      const message = `The exception of ${owner} for ${resource} from rule ${of} expired on ${expiry}.`;
      yield { subject: subjectOf(exception), verdict: "violated", evidence: expiry, message };
    }
  },
});

const unused = rule({
  id: "exception-unused",
  title: "No exception covers nothing",
  severity: "low",
  level: "advisory",
  rationale:
    "An exception that covers no finding is a hole kept open: the next one to break the rule there is let pass unseen.",
  remedy: "Remove it.",
  *check({ review: { exceptions, used, today } }) {
    const idle = exceptions.filter(one => !used.has(one) && !isExpired(one, today));
    for (const exception of idle) {
      const { rule: of, resource, owner } = exception;
      const message = `The exception of ${owner} for ${resource} from rule ${of} covers no finding.`;
      yield { subject: subjectOf(exception), verdict: "violated", evidence: "unused", message };
    }
  },
});

function subjectOf({ rule: of, resource, source }: Parameters<typeof isExpired>[0]): Subject {
  return { name: `exception/${of}/${resource}`, source };
}

export const exceptions: Family = {
  id: "exceptions",
  title: "Exceptions",
  about: "What has been let pass, and for how long.",
  rules: [expired, unused],
};
