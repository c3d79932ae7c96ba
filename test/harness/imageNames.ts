import { removeImage, tagImage } from "../../engine/index.ts";
import type { DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { engine } from "./engine.ts";

/** The names of images in compose files of tests, and which of the demo images bear them here. */
const names: Readonly<Record<string, DemoImageName>> = {
  "acme/shop:1.4": "app",
  "haproxy:2.6": "haproxy",
  "mariadb:10.11": "mariadb",
  "nginx:1.22": "nginx",
  "postgres:15": "postgres",
  "python:3.11": "probe",
};

/** Gives the demo images these names, which several tests use at a time. */
export async function nameImages(): Promise<void> {
  for (const [name, demo] of Object.entries(names)) await tagImage(engine, demoImage(demo), name);
}

/** Takes the names away again, once nobody uses them any more. */
export async function forgetImageNames(): Promise<void> {
  for (const name of Object.keys(names)) await removeImage(engine, name, { force: true });
}
