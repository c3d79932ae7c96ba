import assert from "node:assert/strict";
import { reading } from "./reading.ts";

const messages = (read: ReturnType<typeof reading>): string[] => read.remarks.map(({ message }) => message);

describe("compose: networks that are made elsewhere", () => {
  const file =
    "services: {web: {image: w, networks: [edge, data]}}\nnetworks: {edge: {external: true}, data: {external: true}}";

  it("are not known, which is said once", () => {
    const read = reading({ "compose.yaml": file });
    assert.deepEqual(messages(read), [
      "Networks edge, data are made elsewhere, and who else is there is not known. Say what they are, e.g. --external edge=bridge.",
    ]);
    assert.ok(read.topology?.networks.every(({ external, driver }) => external && driver === "undescribed"));
  });

  it("are the engine's own, of which nobody has to be told", () => {
    const read = reading({ "compose.yaml": "services: {web: {image: w, network_mode: bridge}}" });
    assert.deepEqual(messages(read), []);
  });

  it("are what somebody says they are", () => {
    const read = reading(
      { "compose.yaml": file },
      {
        external: { edge: { driver: "bridge", internal: false }, data: { driver: "bridge", internal: true } },
      },
    );
    assert.deepEqual(messages(read), []);
    assert.deepEqual(
      read.topology?.networks.map(({ id, driver, internal, external }) => [id, driver, internal, external]),
      [
        ["data", "bridge", true, true],
        ["edge", "bridge", false, true],
      ],
    );
  });
});
