import type { ImageInspect } from "../../engine/index.ts";

/** Whether an image is for a platform such as `linux/arm64` or `linux/arm/v7`; any image is where none is asked for. */
export function isFor({ Os, Architecture, Variant }: ImageInspect, platform: string | undefined): boolean {
  if (!platform) return true;
  const [os, architecture, variant] = platform.toLowerCase().split("/");
  const named = architecture && (architectures[architecture] ?? architecture);
  return os === Os && (!named || named === Architecture) && (!variant || variant === Variant);
}

/** Other names of architectures. @see https://github.com/containerd/platforms/blob/main/database.go */
const architectures: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  "x86-64": "amd64",
  aarch64: "arm64",
  i386: "386",
};
