import {
  type ContainerInspect,
  type Engine,
  type ImageInspect,
  inspectContainer,
  inspectContainerOf,
  inspectImage,
} from "../../../engine/index.ts";
import type { Properties } from "../../protocol/values.ts";
import type { Operation } from "../resource.ts";
import { unkeptSettings } from "./unkept.ts";

/** The last API that shows which MAC address was asked for; the newer ones show only which one there is. */
const showsFixedMac = "1.44";

/** The MAC address that was asked for on the network of the container's mode; undefined where none was. */
export async function fixedMacOf(engine: Engine, { Id }: ContainerInspect): Promise<string | undefined> {
  const seen = (await engine.speaks(showsFixedMac))
    ? await inspectContainerOf(engine, Id, showsFixedMac)
    : await inspectContainer(engine, Id);
  return seen?.Config.MacAddress || undefined;
}

/** Says of a container that is imported what of it no property can keep. */
export function tellOfUnkept(
  { tell }: Operation,
  container: ContainerInspect,
  image: ImageInspect | undefined,
  fixedMac: string | undefined,
): void {
  const unkept = [
    ...(fixedMac === undefined ? [] : [`--mac-address ${fixedMac}`]),
    ...unkeptSettings(container, image),
  ];
  if (unkept.length === 0) return;
  tell(
    `Container ${container.Name.slice(1)} has what this resource cannot keep: ${unkept.join(", ")}. ` +
      "It stays as long as this container does; one that is made in its place will be without.",
  );
}

/** Says of a container that its image's name stands for another image by now, which is no change of its inputs. */
export async function tellOfRebuilt(
  { engine, tell }: Operation,
  container: ContainerInspect,
  inputs: Properties,
): Promise<void> {
  const image = String(inputs["image"]);
  if (image.includes("@") || /^(?:sha256:)?[0-9a-f]{12,64}$/.test(image)) return;
  const now = await inspectImage(engine, image);
  if (now === undefined || now.Id === container.Image) return;
  tell(
    `Container ${container.Name.slice(1)} runs an image that was called ${image}; the name stands for another one by now, ` +
      "which no run will see. Give the container the image's id (`imageId` of its RemoteImage) instead of its name.",
  );
}
