// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { plainWorkload } from "../../../topology/index.ts";
import { service, topologyOf } from "./reading.ts";

const unset = { unknown: "it hangs on a variable that is not set" };

describe("compose: a service", () => {
  it("that says nothing is as the engine makes it, on the project's own network", () => {
    const { workloads, networks } = topologyOf("services: {web: {image: nginx}}");
    assert.deepEqual(workloads, [
      {
        ...plainWorkload("web"),
        image: "nginx",
        attachments: [{ network: "default", aliases: [] }],
        source: { file: "compose.yaml", line: 1, column: 12 },
      },
    ]);
    assert.deepEqual(
      networks.map(({ id, driver, internal }) => ({ id, driver, internal })),
      [{ id: "default", driver: "bridge", internal: false }],
    );
  });

  it("may be opened to its host in many ways", () => {
    const { privileges } = service(
      [
        "privileged: 'yes'",
        "cap_add: [cap_net_admin]",
        "cap_drop: [ALL]",
        "security_opt: ['no-new-privileges', 'seccomp:unconfined', 'apparmor=unconfined', 'label=disable', 'label=type:x']",
        "devices: ['/dev/sda:/dev/xvda:r', /dev/fuse, {source: /dev/kvm, target: /dev/kvm}]",
        "user: '0:0'",
        "read_only: true",
        "pid: host",
        "ipc: service:web",
        "userns_mode: host",
        "uts: host",
        "cgroup_parent: /",
        "sysctls: ['net.ipv4.ip_forward=1']",
      ]
        .join("\n")
        .replace("service:web", "shareable"),
    );
    assert.deepEqual(privileges, {
      privileged: true,
      capabilitiesAdded: ["NET_ADMIN"],
      capabilitiesDropped: ["ALL"],
      devices: ["/dev/sda", "/dev/fuse", "/dev/kvm"],
      user: "0:0",
      readOnlyRoot: true,
      noNewPrivileges: true,
      seccomp: "unconfined",
      apparmor: "unconfined",
      selinux: "disable",
      pid: "host",
      ipc: "shareable",
      userns: "host",
      uts: "host",
      cgroupParent: "/",
      sysctls: { "net.ipv4.ip_forward": "1" },
    });
  });

  it("is limited by its own attributes, or by those of deploy", () => {
    const own = service(
      "mem_limit: 1.5g\ncpus: '0.5'\npids_limit: 10\nrestart: on-failure:3\nulimits: {nofile: 5}",
    );
    const deployed = service(
      "deploy: {resources: {limits: {memory: 64M, cpus: 2, pids: 5}}, restart_policy: {condition: any, max_attempts: 2}}",
    );
    const common = { healthCheck: false };
    assert.deepEqual(own.care, {
      ...common,
      memory: 1536,
      cpus: 0.5,
      pids: 10,
      restart: "on-failure",
      restartAttempts: 3,
      ulimits: ["nofile=5:5"],
    });
    assert.deepEqual(deployed.care, {
      ...common,
      memory: 64,
      cpus: 2,
      pids: 5,
      restart: "always",
      restartAttempts: 2,
      ulimits: [],
    });
    assert.equal(service("cpu_quota: 50000").care.cpus, 0.5);
    assert.equal(service("mem_limit: 0").care.memory, undefined);
  });

  for (const [check, expected] of [
    ["{test: curl localhost}", true],
    ["{test: [CMD, curl]}", true],
    ["{test: [NONE]}", false],
    ["{test: curl, disable: true}", false],
    ["{interval: 1s}", false],
  ] as const) {
    it(`has ${expected ? "a" : "no"} health check with ${check}`, () => {
      assert.equal(service(`healthcheck: ${check}`).care.healthCheck, expected);
    });
  }

  it("runs the words of a command line", () => {
    assert.deepEqual(service(`entrypoint: [/entry, "a b"]\ncommand: run 'c d' "e \\" f" g\\ h ''`).command, [
      "/entry",
      "a b",
      "run",
      "c d",
      'e " f',
      "g h",
      "",
    ]);
    assert.deepEqual(service("command: run ${NOTHING}").command, unset);
    assert.equal(service("command: ").command, undefined);
  });

  it("has as many replicas as it says", () => {
    assert.equal(service("scale: 3").replicas, 3);
    assert.equal(service("deploy: {replicas: 2}").replicas, 2);
    assert.deepEqual(service("deploy: {replicas: '${N}'}").replicas, unset);
  });

  it("keeps data where its image does, and is of the tier its label says", () => {
    const { datastore, tier, labels } = service(
      "image: bitnami/postgresql:16\nlabels: [bulkhead.tier=data]".replace(/^image.*\n/, ""),
    );
    assert.deepEqual([datastore, tier, labels], [undefined, "data", { "bulkhead.tier": "data" }]);
    assert.equal(
      topologyOf("services: {db: {image: 'bitnami/postgresql:16'}}").workloads[0]?.datastore,
      "postgres",
    );
  });

  it("finds its variables in its files and in its environment, in this order", () => {
    const { workloads } = topologyOf({
      "compose.yaml": [
        "services:",
        "  web:",
        "    image: web",
        "    env_file: [one.env, {path: raw.env, format: raw}, {path: none.env, required: false}]",
        "    environment: {B: from-file-not, SECRET: '${SECRET}', BARE: }",
      ].join("\n"),
      "one.env": "A=1\nB=2\n",
      "raw.env": "C='${X}'\n# no\n",
    });
    assert.deepEqual(workloads[0]?.environment, [
      { name: "A", secret: false, value: "1", file: { file: "one.env", line: 1, column: 1 } },
      { name: "B", secret: false, value: "from-file-not" },
      { name: "C", secret: false, value: "'${X}'", file: { file: "raw.env", line: 1, column: 1 } },
      { name: "SECRET", secret: false, template: `\${SECRET}` },
      { name: "BARE", secret: false, template: `\${BARE}` },
    ]);
    assert.equal(workloads[0]?.unknowns, undefined);
  });

  it("hangs on variables that are not set: each such field is unknown, and none is taken for no", () => {
    const found = service(
      [
        "privileged: ${P}",
        "read_only: ${P}",
        "cap_add: ['${CAP}']",
        "cap_drop: [ALL, '${CAP}']",
        "security_opt: ['${OPT}']",
        "user: ${USER_ID}",
        "pid: ${PID}",
        "network_mode: ${MODE}",
        "mem_limit: ${MEM}",
        "env_file: missing.env",
        "labels: {a: '${A}', b: c}",
        "dns: ['${DNS}', 1.1.1.1]",
        "devices: ['${DEV}']",
        "sysctls: {x: '${X}'}",
      ].join("\n"),
    );
    const { privileges, care, namespace, unknowns, labels, dns } = found;
    assert.deepEqual(privileges, {
      ...plainWorkload("web").privileges,
      privileged: unset,
      readOnlyRoot: unset,
      capabilitiesAdded: unset,
      capabilitiesDropped: unset,
      noNewPrivileges: unset,
      user: unset,
    });
    assert.deepEqual(care.memory, unset);
    assert.deepEqual(namespace, { kind: "unknown", ...unset });
    assert.deepEqual([labels, dns], [{ b: "c" }, ["1.1.1.1"]]);
    assert.deepEqual(Object.keys(unknowns ?? {}).sort(), [
      "devices",
      "dns",
      "environment",
      "labels",
      "pid",
      "securityOptions",
      "sysctls",
    ]);
  });

  it("called host or outside is told from what these words mean in a topology", () => {
    const { workloads } = topologyOf(
      "services: {host: {image: a, network_mode: 'service:outside'}, outside: {image: b}}",
    );
    assert.deepEqual(
      workloads.map(({ id, name, namespace }) => ({ id, name, namespace })),
      [
        { id: "service:host", name: "host", namespace: { kind: "workload", of: "service:outside" } },
        { id: "service:outside", name: "outside", namespace: { kind: "own" } },
      ],
    );
  });
});
