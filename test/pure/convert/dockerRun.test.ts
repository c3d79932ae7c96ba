import assert from "node:assert/strict";
import { composeOf, RunError, readRun } from "../../../convert/index.ts";
import { words } from "../../../topology/readers/compose/index.ts";

const read = (line: string) => readRun(words(line) ?? []);

describe("convert: docker run", () => {
  it("reads long and short options, together and apart", () => {
    assert.deepEqual(
      read(
        "docker run -dit --rm --name web -p8080:80 -p 127.0.0.1:81:81 -e A=1 --env B='two words' -v data:/data --restart=always --cap-drop ALL --read-only -m 512m nginx:1.27 nginx -g 'daemon off;'",
      ),
      {
        name: "web",
        service: {
          image: "nginx:1.27",
          command: ["nginx", "-g", "daemon off;"],
          ports: ["8080:80", "127.0.0.1:81:81"],
          environment: ["A=1", "B=two words"],
          restart: "always",
          cap_drop: ["ALL"],
          read_only: "true",
          mem_limit: "512m",
          volumes: ["data:/data"],
          network_mode: "bridge",
        },
        networks: [],
        volumes: ["data"],
      },
    );
  });

  it("joins networks, mounts what is told at length, and is called by its image where it has no name", () => {
    const run = read(
      "docker run --network shop --net-alias db --mount type=bind,source=/srv,target=/srv,readonly --mount type=volume,src=d,dst=/d acme/store:1",
    );
    assert.equal(run.name, "store");
    assert.deepEqual(run.service["networks"], { shop: { aliases: ["db"] } });
    assert.deepEqual(run.service["volumes"], [
      { type: "bind", source: "/srv", target: "/srv", read_only: true },
      { type: "volume", source: "d", target: "/d", read_only: false },
    ]);
    assert.deepEqual(composeOf([run]), {
      services: { store: run.service },
      networks: { shop: {} },
      volumes: { d: {} },
    });
  });

  it("keeps a dollar that a shell has left", () => {
    assert.deepEqual(read("docker run -e 'A=$x' a").service["environment"], ["A=$$x"]);
  });

  for (const [line, expected] of [
    ["docker ps", /no `docker run`/],
    ["docker run -d", /runs no image/],
    ["docker run --frobnicate x a", /--frobnicate of docker run is not understood/],
    ["docker run --name", /--name has no value/],
  ] as const) {
    it(`says what is wrong with ${line}`, () => {
      assert.throws(
        () => read(line),
        (error: Error) => error instanceof RunError && expected.test(error.message),
      );
    });
  }
});
