// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { discover } from "../../../topology/readers/compose/index.ts";
import { reading, topologyOf } from "./reading.ts";

describe("compose: the files of a folder", () => {
  const found = (files: Record<string, string>, environment: Record<string, string> = {}) =>
    discover("shop", path => files[path], { environment });

  it("are those that COMPOSE_FILE names in its .env, and in the surroundings", () => {
    const files = {
      "shop/.env": "COMPOSE_FILE=base.yml:extra.yml",
      "shop/docker-compose.yml": "",
      "shop/base.yml": "",
    };
    assert.deepEqual(found(files)?.files, ["shop/base.yml", "shop/extra.yml"]);
    assert.deepEqual(found(files, { COMPOSE_FILE: "/own.yml;x.yml", COMPOSE_PATH_SEPARATOR: ";" })?.files, [
      "/own.yml",
      "shop/x.yml",
    ]);
    assert.deepEqual(found(files, { COMPOSE_DISABLE_ENV_FILE: "1" })?.files, ["shop/docker-compose.yml"]);
  });

  it("are read with the folder's .env, also where they lie elsewhere", () => {
    const { topology } = reading(
      {
        "sub/compose.yaml": "services: {web: {image: 'web:${TAG}-${OWN}'}}",
        ".env": "TAG=of-the-folder",
        "sub/.env": "TAG=of-the-file\nOWN=own",
      },
      { folder: "." },
    );
    assert.equal(topology?.workloads[0]?.image, "web:of-the-folder-own");
  });

  it("are chosen in Compose's order of names, with a remark where there are several", () => {
    const several = { "shop/docker-compose.yaml": "", "shop/docker-compose.yml": "" };
    assert.deepEqual(found(several), {
      files: ["shop/docker-compose.yml"],
      remarks: [
        "shop/docker-compose.yaml is passed over for shop/docker-compose.yml, as Compose does. Remove one, or name the file.",
      ],
    });
    assert.deepEqual(found({ "shop/compose.yml": "", "shop/docker-compose.override.yml": "" })?.files, [
      "shop/compose.yml",
      "shop/docker-compose.override.yml",
    ]);
    assert.equal(found({}), undefined);
  });

  it("name profiles in their .env, with spaces or without", () => {
    const { workloads, name } = topologyOf({
      "compose.yaml":
        "services: {a: {image: 'a:1', profiles: [dev]}, b: {image: 'b:1', profiles: [tools]}, c: {image: 'c:1'}}",
      ".env": "COMPOSE_PROFILES=dev, tools\nCOMPOSE_PROJECT_NAME=demo",
    });
    assert.deepEqual([name, ...workloads.map(({ id }) => id)], ["compose.yaml", "a", "b", "c"]);
  });
});
