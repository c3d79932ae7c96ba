import { fields, pairs } from "./collections.ts";
import { anything, bytes, number, text, word } from "./scalars.ts";

/** @see https://github.com/compose-spec/compose-spec/blob/main/deploy.md */
export const deploy = fields({
  mode: text,
  endpoint_mode: text,
  replicas: number,
  labels: pairs(word),
  rollback_config: anything,
  update_config: anything,
  resources: fields({
    limits: fields({ cpus: number, memory: bytes, pids: number }),
    reservations: anything,
  }),
  restart_policy: fields({ condition: text, delay: text, max_attempts: number, window: text }),
  placement: anything,
});
