// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { reach } from "../../../topology/index.ts";
import { service, topologyOf } from "./reading.ts";

const unset = { unknown: "it hangs on a variable that is not set" };

describe("compose: ports", () => {
  const all = { address: "0.0.0.0", protocol: "tcp" };
  const any = { ...all, anyAddress: true };
  for (const [port, expected] of [
    ['"80"', [{ ...any, hostPort: 0, port: 80 }]],
    ["8080:80", [{ ...any, hostPort: 8080, port: 80 }]],
    ["127.0.0.1:53:5353/UDP", [{ address: "127.0.0.1", hostPort: 53, port: 5353, protocol: "udp" }]],
    ["127.0.0.1::80", [{ ...all, address: "127.0.0.1", hostPort: 0, port: 80 }]],
    ['"[::1]:8080:80"', [{ ...all, address: "::1", hostPort: 8080, port: 80 }]],
    ['"::1:8080:80"', [{ ...all, address: "::1", hostPort: 8080, port: 80 }]],
    [
      "9000-9001:90-91",
      [
        { ...any, hostPort: 9000, port: 90 },
        { ...any, hostPort: 9001, port: 91 },
      ],
    ],
    ["9000-9010:90", [{ ...any, hostPort: { unknown: "a free one of 9000-9010" }, port: 90 }]],
    ["${PORT}:80", [{ ...any, hostPort: unset, port: 80 }]],
    ["${ADDRESS}:8080:80", [{ ...all, address: unset, hostPort: 8080, port: 80 }]],
    [
      "{target: 80, published: '8080', host_ip: 10.0.0.1}",
      [{ ...all, address: "10.0.0.1", hostPort: 8080, port: 80 }],
    ],
    ["{target: 80, protocol: sctp}", [{ ...any, hostPort: 0, port: 80, protocol: "sctp" }]],
  ] as const) {
    it(`publishes ${port}`, () => {
      const { published, ports } = service(`ports:\n  - ${port}`);
      assert.deepEqual(published, expected);
      assert.deepEqual(
        ports,
        expected.map(({ port: number, protocol }) => ({ port: number, protocol })),
      );
    });
  }

  it("opens what is exposed, ranges too, and publishes none of it", () => {
    const { ports, published } = service("expose: [3000, 8000-8001/udp]");
    assert.deepEqual(ports, [
      { port: 3000, protocol: "tcp" },
      { port: 8000, protocol: "udp" },
      { port: 8001, protocol: "udp" },
    ]);
    assert.deepEqual(published, []);
  });

  it("are published where their network says, when they do not say so themselves", () => {
    const network = `networks:\n  default:\n    driver_opts:\n      com.docker.network.bridge.host_binding_ipv4: 127.0.0.1`;
    const { published } = service("ports: ['8080:80', '0.0.0.0:8081:81']", network);
    assert.deepEqual(
      published.map(({ address, anyAddress }) => [address, anyAddress]),
      [
        ["127.0.0.1", true],
        ["0.0.0.0", undefined],
      ],
    );
  });

  it("are open by IPv6 too where no address is said, and by IPv4 alone at 0.0.0.0", () => {
    const by = (port: string) => {
      const { edges } = reach({
        ...topologyOf(`services: {web: {image: web, ports: ["${port}"]}}`),
        engine: { version: "29.0.0" },
      });
      return edges.find(({ from, to }) => from === "outside" && to === "web")?.families;
    };
    assert.deepEqual(by("8080:80"), { ipv4: "allowed", ipv6: "allowed" });
    assert.equal(by("0.0.0.0:8080:80"), undefined);
  });
});

describe("compose: mounts", () => {
  for (const [mount, expected] of [
    ["data:/data", { kind: "volume", from: "data", at: "/data", readOnly: false }],
    ["/anonymous", { kind: "volume", at: "/anonymous", readOnly: false }],
    ["./conf:/etc:ro", { kind: "bind", from: "./conf", at: "/etc", readOnly: true }],
    [".:/all", { kind: "bind", from: ".", at: "/all", readOnly: false }],
    ["./a/../b/:/b", { kind: "bind", from: "./b", at: "/b", readOnly: false }],
    ["../up:/up", { kind: "bind", from: "../up", at: "/up", readOnly: false }],
    ["~/.ssh:/ssh", { kind: "bind", from: "~/.ssh", at: "/ssh", readOnly: false }],
    [
      "/proc/../etc:/etc:ro,rslave",
      { kind: "bind", from: "/etc", at: "/etc", readOnly: true, propagation: "rslave" },
    ],
    ["${DIR}/x:/x", { kind: "bind", from: unset, at: "/x", readOnly: false }],
    ["/srv/${DIR}:/x", { kind: "bind", from: unset, at: "/x", readOnly: false }],
    ['"C:\\\\data:/x"', { kind: "bind", from: "C:\\data", at: "/x", readOnly: false }],
    ["{type: tmpfs, target: /t}", { kind: "tmpfs", at: "/t", readOnly: false }],
    [
      "{type: image, source: app, target: /i, read_only: '${RO}'}",
      { kind: "image", from: "app", at: "/i", readOnly: unset },
    ],
    [
      "{type: bind, source: ./s, target: /s, bind: {propagation: rshared}}",
      { kind: "bind", from: "./s", at: "/s", readOnly: false, propagation: "rshared" },
    ],
  ] as const) {
    it(`reads ${mount}`, () => {
      assert.deepEqual(service(`volumes:\n  - ${mount}`, "volumes: {data: }").mounts, [expected]);
    });
  }

  it("come by tmpfs, secrets, configs and the engine's socket too", () => {
    const attributes = [
      "tmpfs: /run:size=1m",
      "secrets: [token, {source: kept, target: /elsewhere}, variable]",
      "configs: [conf]",
      "use_api_socket: true",
    ].join("\n");
    const more = [
      "secrets: {token: {file: ./token}, kept: {file: /kept}, variable: {environment: TOKEN}}",
      "configs: {conf: {file: ./conf}}",
    ].join("\n");
    assert.deepEqual(service(attributes, more).mounts, [
      { kind: "tmpfs", at: "/run", readOnly: false, options: ["size=1m"] },
      { kind: "bind", from: "./token", at: "/run/secrets/token", readOnly: true },
      { kind: "bind", from: "/kept", at: "/elsewhere", readOnly: true },
      { kind: "bind", from: "./conf", at: "/conf", readOnly: true },
      { kind: "bind", from: "/var/run/docker.sock", at: "/var/run/docker.sock", readOnly: false },
    ]);
  });

  it("of other services are taken over, and of other containers are not known", () => {
    const other = "  other: {image: other, volumes: ['data:/data', './x:/x']}";
    const { mounts, unknowns } = service(
      "volumes_from: ['other:ro', 'container:theirs']",
      `${other}\nvolumes: {data: }`,
    );
    assert.deepEqual(mounts, [
      { kind: "volume", from: "data", at: "/data", readOnly: true },
      { kind: "bind", from: "./x", at: "/x", readOnly: true },
    ]);
    assert.match(unknowns?.mounts ?? "", /a container that is not described here/);
  });
});
