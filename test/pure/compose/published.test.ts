// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { reading } from "./reading.ts";

/** Where a topology's element stands, as `FILE:LINE`. */
function lineOf(read: ReturnType<typeof reading>, ...path: readonly (string | number)[]): string {
  const found = read.locate(path);
  return `${found?.file}:${found?.line}`;
}

const messages = (read: ReturnType<typeof reading>): string[] => read.remarks.map(({ message }) => message);

describe("compose: ports that cannot be, or are not known", () => {
  it("are unknown behind a variable that is not set, and never shown raw", () => {
    const read = reading({
      "compose.yaml":
        'services:\n  trap:\n    image: t\n    ports: ["$SMTP_IP:$SMTP_PORT:1025", "${WEB_PORT}:${WEB_PORT}", "${PANEL}", "80:x${PANEL}", "9:8"]',
    });
    assert.deepEqual(read.problems, []);
    const [trap] = read.topology?.workloads ?? [];
    const unknown = { unknown: "it hangs on a variable that is not set" };
    assert.deepEqual(trap?.published, [
      { address: unknown, hostPort: unknown, port: 1025, protocol: "tcp" },
      { address: "0.0.0.0", anyAddress: true, hostPort: 9, port: 8, protocol: "tcp" },
    ]);
    assert.match(trap?.unknowns?.published ?? "", /hangs on a variable/);
    assert.equal(lineOf(read, "workloads", "trap", "published", 1), "compose.yaml:4");
    const shown = JSON.stringify(
      reading({ "compose.yaml": "services: {a: {image: a, restart: [$X], ports: ['x:$Y:z']}}" }),
    );
    assert.doesNotMatch(shown, /\ue000/);
  });

  it("are left out where no engine takes them", () => {
    const read = reading({
      "compose.yaml":
        "services: {a: {image: a, ports: [{target: 70000}, {target: 80, published: abc}, {target: 81, protocol: icmp}, '82:82']}}",
    });
    assert.deepEqual(
      read.topology?.workloads[0]?.published.map(({ port }) => port),
      [82],
    );
    assert.deepEqual(
      messages(read).map(message => message.split(".")[0]),
      ["70000 is no port", "abc is no port of the host", "icmp is no protocol"],
    );
  });
});

describe("compose: services of no replicas", () => {
  it("are left out, with all they would open", () => {
    const read = reading({
      "compose.yaml":
        "services: {off: {image: 'off:1', scale: 0, privileged: true}, off2: {image: 'off:1', deploy: {replicas: 0}}, on: {image: 'on:1'}}",
    });
    assert.deepEqual(
      read.topology?.workloads.map(({ id }) => id),
      ["on"],
    );
    assert.deepEqual(messages(read), [
      "Services off, off2 have no replicas, and are left out. Give them some if they are to run.",
    ]);
  });
});

describe("compose: what a topology does not hold of a service", () => {
  it("is told, at its line", () => {
    const file =
      "services:\n  web:\n    image: a\n    label_file: x.labels\n    pre_start: [{image: b, command: [c]}]\n";
    const { remarks, problems: wrong } = reading({ "compose.yaml": file });
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      remarks.map(({ line, message }) => `${line} ${message.split(",")[0]}`),
      ["4 The labels of files are not read", "5 What pre_start runs is gone before the service is there"],
    );
  });
});
