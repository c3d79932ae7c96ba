import { isUnknown, type Workload } from "../../topology/index.ts";
import { type Case, eachWorkload, unsure, violated } from "../found.ts";
import { type ImageReference, imageReference } from "../imageReference.ts";
import { type Family, rule } from "../rule.ts";
import type { World } from "../world.ts";

/** Names of tags that are pushed again and again. */
const movingTags: readonly string[] = [
  ...["latest", "stable", "edge", "nightly", "dev", "develop", "lts", "mainline", "main", "master"],
  ...["release", "current", "rolling", "next", "beta", "alpha", "unstable", "testing", "snapshot", "canary"],
];

/** What a tag says beside the version: the system that the image is built on. */
const flavour = /-(alpine|slim|debian|ubuntu|bookworm|bullseye|fpm|apache)$/;

const tag = rule({
  id: "image-tag",
  title: "Images have a tag that means one version",
  severity: "medium",
  level: "mandatory",
  rationale:
    "`latest`, and no tag, mean whatever was pushed last: two hosts run different programs under one name, and nobody can go back.",
  remedy: "Name a version, best with its digest.",
  cis: "5.28",
  settings: {
    moving: {
      type: "array",
      items: { type: "string" },
      default: movingTags,
      description: "Tags that mean another image from day to day",
    },
  },
  check: eachWorkload((workload, { world, settings: { moving } }) =>
    judged(workload, world, "runs an image without a fixed version", ({ tag, digest }) => {
      if (digest !== undefined) return undefined;
      if (tag === undefined) return "without a tag";
      return moving.includes(tag.replace(flavour, "")) ? `by the moving tag ${tag}` : undefined;
    }),
  ),
});

const digest = rule({
  id: "image-digest",
  title: "Images are pinned by digest",
  severity: "low",
  level: "advisory",
  rationale:
    "A tag can be pushed again, by its owner or by whoever has his password. A digest is the image itself: what was reviewed is what runs.",
  remedy: "Write name:tag@sha256:…, as the registry gives it after a push or a pull.",
  cis: "5.28",
  check: eachWorkload((workload, { world }) =>
    // The id of an image is a digest itself.
    isId(workload)
      ? []
      : judged(workload, world, "runs an image that is not pinned by digest", ({ digest }) =>
          digest === undefined ? "by its tag alone" : undefined,
        ),
  ),
});

const registry = rule({
  id: "image-registry",
  title: "Images come from trusted registries",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Anybody can push to a public registry under a name that looks right. An image is a program that runs with what the workload may do.",
  remedy: "Take the image from a registry on the list, or add it after a review.",
  cis: "4.2",
  settings: {
    registries: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Registries, or repositories of one, that images may come from: `registry.example.com`, `docker.io/library`; none listed: from anywhere",
    },
  },
  check: eachWorkload((workload, { world, settings: { registries } }) =>
    registries.length === 0
      ? []
      : judged(workload, world, `runs an image from none of ${registries.join(", ")}`, image => {
          const name = `${image.registry}/${image.repository}`;
          return registries.some(one => name === one || name.startsWith(`${one.replace(/\/$/, "")}/`))
            ? undefined
            : `from ${image.registry}/${image.repository}`;
        }),
  ),
});

/** Says of an image in what way it breaks a rule; what is known by its id alone cannot be told. */
function* judged(
  { id, image, built }: Workload,
  world: World,
  broken: string,
  wrong: (image: ImageReference) => string | undefined,
): Generator<Case> {
  if (image === undefined || built === true || (typeof image === "string" && world.isBuilt(image))) return;
  const statement = `workload ${id} ${broken}`;
  if (isUnknown(image)) {
    yield unsure("image", statement, image.unknown);
    return;
  }
  const reference = imageReference(image);
  if (reference === undefined) {
    yield unsure("image", statement, "its image is known by its id alone");
    return;
  }
  const how = wrong(reference);
  if (how !== undefined) yield violated(image, `Workload ${id} runs ${image}, ${how}.`);
}

function isId({ image }: Workload): boolean {
  return typeof image === "string" && imageReference(image) === undefined;
}

export const images: Family = {
  id: "images",
  title: "Images",
  about: "Whether what runs is what was reviewed.",
  rules: [tag, digest, registry],
};
