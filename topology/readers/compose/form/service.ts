import { build, develop, hooks } from "./build.ts";
import {
  type Fields,
  fields,
  itself,
  listOf,
  mapOf,
  nullable,
  oneOrSome,
  openFields,
  shortened,
} from "./collections.ts";
import { container } from "./container.ts";
import { deploy } from "./deploy.ts";
import { pathText } from "./mounts.ts";
import { ports } from "./ports.ts";
import { flag, oneOf, text, textLike, textOrWhole, wholeNumber, word } from "./scalars.ts";
import { dependencies, healthcheck, short, texts, uniqueTexts } from "./serviceParts.ts";

/** What services and jobs have in common. */
const workload: Fields = {
  ...container,
  build,
  depends_on: dependencies,
  healthcheck,
  ports,
  expose: listOf(textOrWhole, itself),
  stdin_open: flag,
  tty: flag,
};

/** @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
export const service = fields({
  ...workload,
  deploy: nullable(deploy),
  develop,
  profiles: uniqueTexts,
  restart: text,
  scale: wholeNumber(),
  attach: flag,
  container_name: textLike("a name of letters, digits and _ . -, two at least", name =>
    /[a-zA-Z0-9][a-zA-Z0-9_.-]+/.test(name),
  ),
  provider: fields({ type: text, options: mapOf(oneOrSome(word)) }, ["type"]),
  // Compose passes over what it does not know of it.
  extends: shortened(openFields({ service: text, file: pathText }), short("service")),
  links: uniqueTexts,
  external_links: texts,
  pre_start: listOf(fields({ ...container, per_replica: flag })),
  post_start: hooks,
  pre_stop: hooks,
});

const schedule = shortened(
  fields(
    {
      cron: text,
      timezone: text,
      concurrency: oneOf("forbid", "queue"),
      missed_fires: oneOf("one", "skip"),
    },
    ["cron"],
  ),
  short("cron"),
);

/** What runs when somebody or a clock says so. */
export const job = fields(
  { ...workload, profiles: uniqueTexts, triggers: fields({ manual: flag, schedule: listOf(schedule) }) },
  ["triggers"],
);
