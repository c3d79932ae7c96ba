import { fields, listOf, mapOf, nullable, oneOrMore, shortened } from "./collections.ts";
import { pairs } from "./pairs.ts";
import { flag, oneOf, plainFlag, text, textLike, wholeBytes, word } from "./scalars.ts";
import { command, extraHosts, grants, short, ulimits } from "./serviceParts.ts";

const anyTexts = listOf(text);

/** `name=value`, each of which has a value. */
const contexts = pairs(word, () => false);

/** How an image is built: looked at for what Compose would refuse. */
export const build = shortened(
  fields({
    context: text,
    dockerfile: text,
    dockerfile_inline: text,
    entitlements: anyTexts,
    args: pairs(word),
    ssh: pairs(word, name => name === "default"),
    labels: pairs(word),
    cache_from: anyTexts,
    cache_to: anyTexts,
    no_cache: flag,
    no_cache_filter: oneOrMore(text),
    additional_contexts: contexts,
    network: text,
    provenance: word,
    sbom: word,
    pull: flag,
    target: text,
    shm_size: wholeBytes,
    extra_hosts: extraHosts,
    isolation: text,
    privileged: flag,
    secrets: grants(""),
    tags: anyTexts,
    ulimits,
    platforms: anyTexts,
  }),
  short("context"),
  "a path, or a mapping",
);

const hook = fields({ command, user: text, privileged: flag, working_dir: text, environment: pairs(word) }, [
  "command",
]);

/** Commands that are run in a service's containers. */
export const hooks = listOf(hook);

const someText = textLike("a text that is not empty", text => text !== "");

const watch = fields(
  {
    ignore: oneOrMore(text),
    include: oneOrMore(text),
    path: someText,
    action: oneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
    target: text,
    exec: hook,
    initial_sync: plainFlag,
  },
  ["path", "action"],
);

export const develop = nullable(fields({ watch: listOf(watch) }));

export const models = mapOf(nullable(fields({ endpoint_var: text, model_var: text })));
