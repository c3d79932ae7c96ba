import assert from "node:assert/strict";
import { judge } from "../../../policies/index.ts";
import { plainPath, reach } from "../../../topology/index.ts";
import { topologyOf } from "./reading.ts";

const about = ["runtime-socket", "writable-host-path", "sensitive-host-path"];

function broken(mount: string): string[] {
  const topology = topologyOf(`services: {web: {image: web, volumes: ['${mount}']}}`);
  return judge(topology)
    .filter(({ rule }) => about.includes(rule))
    .map(({ rule }) => rule);
}

describe("compose: paths of the host", () => {
  for (const mount of [
    ".:/app",
    "./etc:/etc",
    "./bin:/b",
    "./root/.ssh:/x",
    "./.docker/nginx.conf:/n",
    "../lib:/lib",
  ]) {
    it(`${mount} is of the project, and none of the host's own`, () => assert.deepEqual(broken(mount), []));
  }

  for (const [mount, rule] of [
    ["/etc/passwd:/p", "writable-host-path"],
    ["~/.ssh:/ssh:ro", "sensitive-host-path"],
    ["/var/run/docker.sock:/s:ro", "runtime-socket"],
    ["/var/run:/host", "runtime-socket"],
    ["/:/host:ro", "runtime-socket"],
  ] as const) {
    it(`${mount} breaks ${rule}`, () =>
      assert.equal(broken(mount).includes(rule), true, broken(mount).join()));
  }

  it("are the same for two services by whatever way they are written, and never another's", () => {
    const shared = (one: string, other: string): boolean =>
      reach(
        topologyOf(
          `services: {a: {image: a, network_mode: none, volumes: ['${one}:/x']}, b: {image: b, network_mode: none, volumes: ['${other}:/x']}}`,
        ),
      ).edges.some(({ from, to }) => from === "a" && to === "b");
    assert.equal(plainPath("./srv"), "./srv");
    assert.equal(shared("./srv", "/srv"), false);
    assert.equal(shared("./srv", "./srv"), true);
    assert.equal(shared("./srv", "./x/../srv/"), true);
  });
});
