import type { Engine } from "./engine.ts";

/**
 * True for an engine that keeps its images in containerd, as fresh installations since 29 do: an image's id is its
 * manifest's digest there, and options of the storage driver for one container are taken and ignored.
 */
export async function keepsImagesInContainerd(engine: Engine): Promise<boolean> {
  const info = await engine.read("ask the engine for its storage driver", docker => docker.info());
  const { DriverStatus } = info as { DriverStatus?: readonly (readonly string[])[] | null };
  return (DriverStatus ?? []).some(
    ([name, value]) => name === "driver-type" && value === "io.containerd.snapshotter.v1",
  );
}
