import { field, list, mapping, type Value } from "../yaml/value.ts";
import { fields, listOf, shortened } from "./collections.ts";
import { type Form, wrong } from "./form.ts";
import { pairs } from "./pairs.ts";
import {
  bytesText,
  duration,
  number,
  oneOf,
  text,
  textIn,
  textOrNumber,
  wholeNumber,
  word,
} from "./scalars.ts";
import { texts } from "./serviceParts.ts";

const update = fields({
  parallelism: wholeNumber(),
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: number,
  order: oneOf("start-first", "stop-first"),
});

const count: Form = {
  ...wholeNumber(),
  wanted: "a whole number, or all",
  read: (value, path, context) =>
    textIn(value)?.toLowerCase() === "all" ? value : wholeNumber().read(value, path, context),
};

const request = { capabilities: texts, count, device_ids: texts, driver: text, options: pairs(word) };

/** How many of the devices, or which: not both. */
function countedOrNamed(form: Form): Form {
  return {
    ...form,
    read: (value, path, context) => {
      const read = form.read(value, path, context);
      const named = field(read, "device_ids");
      if (named === undefined || field(read, "count") === undefined) return read;
      return wrong(named.place, path, "has count and device_ids. Take one of them out.", context);
    },
  };
}

/** Devices that a driver provides. */
const devices = listOf(countedOrNamed(fields(request, ["capabilities"])));

/** `all`, or a list of them. */
export const gpus = shortened(
  listOf(countedOrNamed(fields(request))),
  value => (value.kind === "list" ? value : everyOne(value)),
  "all, or a list",
);

function everyOne(value: Value): Value | undefined {
  if (textIn(value) !== "all") return undefined;
  return list([mapping([["count", { key: value.place, value }]], value.place)], value.place);
}

/** @see https://github.com/compose-spec/compose-spec/blob/main/deploy.md */
export const deploy = fields({
  mode: text,
  endpoint_mode: text,
  replicas: wholeNumber(),
  labels: pairs(word),
  rollback_config: update,
  update_config: update,
  resources: fields({
    limits: fields({ cpus: number, memory: bytesText, pids: wholeNumber() }),
    reservations: fields({
      cpus: number,
      memory: bytesText,
      generic_resources: listOf(
        fields({ discrete_resource_spec: fields({ kind: text, value: textOrNumber }) }),
      ),
      devices,
    }),
  }),
  restart_policy: fields({ condition: text, delay: duration, max_attempts: wholeNumber(), window: duration }),
  placement: fields({
    constraints: listOf(text),
    preferences: listOf(fields({ spread: text })),
    max_replicas_per_node: wholeNumber(),
  }),
});
