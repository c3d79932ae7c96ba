import { text } from "../../tables/shape.ts";
import { base64Complaint, commonRows, row, storedType, withoutLineEnds } from "./stored.ts";

/** `docker:index/secret:Secret`: a text that a swarm keeps encrypted and shows to services alone. Its id is the swarm's. */
export const secret = storedType("secret", "docker:index/secret:Secret", {
  ...commonRows("secret", "SecretLabel"),
  data: row<string>({
    about: "its text, in base64; the engine never gives it out, so an import lacks it",
    shape: text,
    required: true,
    secret: true,
    change: "replace",
    complain: base64Complaint,
    write: (data, spec) => {
      spec.Data = withoutLineEnds(data);
    },
  }),
});
