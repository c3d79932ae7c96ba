import { text } from "../../tables/shape.ts";
import { base64Complaint, commonRows, row, storedType, withoutLineEnds } from "./stored.ts";

/** `docker:index/serviceConfig:ServiceConfig`: a text that a swarm keeps for services. Its id is the swarm's. */
export const serviceConfig = storedType(
  "config",
  "docker:index/serviceConfig:ServiceConfig",
  {
    ...commonRows("config", "ServiceConfigLabel"),
    data: row<string>({
      about: "its text, in base64",
      shape: text,
      change: "replace",
      complain: base64Complaint,
      write: (data, spec) => {
        spec.Data = withoutLineEnds(data);
      },
      observe: ({ Spec }) => Spec.Data,
      // What is said in the one way is not said in the other.
      output: ({ inputs }) => (inputs?.["dataRaw"] === undefined ? undefined : ""),
      unknownUntilMade: () => false,
    }),
    dataRaw: row<string>({
      about: "its text as it is, in place of `data`",
      shape: text,
      change: "replace",
      write: (text, spec) => {
        spec.Data = Buffer.from(text).toString("base64");
      },
    }),
  },
  {
    complaints: ({ data, dataRaw }) =>
      (data === undefined) === (dataRaw === undefined)
        ? [{ property: "data", reason: "give either data (base64) or dataRaw" }]
        : [],
  },
);
