import { isUnknown, type Maybe } from "../../model/known.ts";
import type { Fields } from "./fields.ts";
import { fieldsOf, type References } from "./references.ts";
import type { StackResource } from "./resource.ts";

/** Properties of image resources that programs give to containers. */
export const imageProperties = ["name", "imageName", "imageId", "repoDigest", "baseImageName"] as const;

/** What a workload runs: the name its image resource was given, where it takes the image's id or digest from one. */
export function imageOf(
  resource: StackResource,
  property: string,
  fields: Fields,
  images: References,
  names: ReadonlyMap<string, Maybe<string>>,
): Maybe<string> | undefined {
  const image = fields.text("image");
  if (image === undefined) return undefined;
  const id = images.resolve(resource, property, image);
  const name = id === undefined ? undefined : names.get(id);
  // A name that is known says more than an id, and than another resource's name that is not.
  return name === undefined || (isUnknown(name) && !isUnknown(image)) ? image : name;
}

/** The names of images, by the ids of their resources. */
export function imageNames(ids: ReadonlyMap<StackResource, string>): Map<string, Maybe<string>> {
  const named = [...ids].flatMap(([resource, id]): [string, Maybe<string>][] => {
    const fields = fieldsOf(resource);
    const name = fields.text("name") ?? fields.text("imageName");
    return name === undefined ? [] : [[id, name]];
  });
  return new Map(named);
}
