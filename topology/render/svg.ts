import type { Reach } from "../reach/edge.ts";
import { dotOf } from "./dot.ts";
import type { Picture, PictureOptions } from "./picture.ts";
import { reachPicture } from "./reachPicture.ts";

/** Draws the graph of `reachDot` with Graphviz, which comes along: nothing needs to be installed. */
export async function reachSvg(reach: Reach, options: PictureOptions = {}): Promise<string> {
  return await svgOf(reachPicture(reach, options));
}

export async function svgOf(picture: Picture): Promise<string> {
  // A few megabytes: loaded only by who wants a picture.
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return viz.renderString(dotOf(picture), { format: "svg", engine: "dot" });
}
