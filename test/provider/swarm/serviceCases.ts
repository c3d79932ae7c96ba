import type { Properties } from "../../../provider/protocol/values.ts";
import { unique } from "../../harness/run.ts";
import type { PropertyCase } from "../properties/case.ts";
import type { Part } from "../shows.ts";
import { idleTask } from "./services.ts";

/** What the cases refer to: objects of the swarm that are there before. */
export interface Referred {
  readonly secrets: readonly [string, string];
  readonly secretNames: readonly [string, string];
  readonly configs: readonly [string, string];
  readonly configNames: readonly [string, string];
  readonly networks: readonly [string, string];
}

const update = "update" as const;

function container(first: Properties, shows: Part, second: Properties = {}): PropertyCase {
  return {
    first: { taskSpec: idleTask(first) },
    shows: { Spec: { TaskTemplate: { ContainerSpec: shows } } },
    second: { taskSpec: idleTask(second) },
    change: update,
  };
}

function task(first: Properties, shows: Part, second: Properties = {}): PropertyCase {
  return {
    first: { taskSpec: idleTask({}, first) },
    shows: { Spec: { TaskTemplate: shows } },
    second: { taskSpec: idleTask({}, second) },
    change: update,
  };
}

const rollout = { parallelism: 2, delay: "1s", monitor: "2s", maxFailureRatio: "0.2", order: "start-first" };
const engineRollout = {
  Parallelism: 2,
  Delay: 1e9,
  Monitor: 2e9,
  MaxFailureRatio: 0.2,
  Order: "start-first",
};
const file = { fileUid: "1", fileGid: "2", fileMode: 0o400 };

/** A case for each property of a service and of its tasks. */
export function serviceCases({
  secrets,
  secretNames,
  configs,
  configNames,
  networks,
}: Referred): PropertyCase[] {
  const cases: PropertyCase[] = [
    {
      first: { name: unique("first") },
      second: { name: unique("second") },
      change: "replace",
    },
    {
      first: {
        labels: [
          { label: "team", value: "shop" },
          { label: "note", value: "" },
        ],
      },
      shows: { Spec: { Labels: { team: "shop", note: "" } } },
      second: { labels: undefined },
      change: update,
    },
    {
      first: { mode: { replicated: { replicas: 0 } } },
      shows: { Spec: { Mode: { Replicated: { Replicas: 0 } } } },
      second: { mode: { replicated: { replicas: 2 } } },
      change: update,
    },
    {
      first: { mode: { global: true } },
      shows: { Spec: { Mode: { Global: {} } } },
      second: { mode: { replicated: { replicas: 0 } } },
      change: "replace",
    },
    {
      first: { auth: { serverAddress: "registry.invalid", username: "me", password: "hidden-password" } },
      second: { auth: { serverAddress: "registry.invalid", username: "you", password: "hidden-password" } },
      change: update,
    },
    {
      first: { convergeConfig: { delay: "1s", timeout: "30s" } },
      second: { convergeConfig: undefined },
      change: "local",
    },
    {
      first: { endpointSpec: { mode: "dnsrr" } },
      shows: { Spec: { EndpointSpec: { Mode: "dnsrr" } } },
      second: { endpointSpec: { mode: "vip" } },
      change: update,
    },
    {
      first: {
        endpointSpec: {
          ports: [
            { name: "web", protocol: "tcp", publishMode: "host", publishedPort: 18_081, targetPort: 80 },
            { targetPort: 81, publishedPort: 18_082, publishMode: "host" },
          ],
        },
      },
      shows: {
        Spec: {
          EndpointSpec: {
            Ports: [
              {
                Name: "web",
                Protocol: "tcp",
                PublishMode: "host",
                PublishedPort: 18_081,
                TargetPort: 80,
              },
              { Protocol: "tcp", PublishMode: "host", PublishedPort: 18_082, TargetPort: 81 },
            ],
          },
        },
      },
      second: { endpointSpec: undefined },
      change: update,
    },
    {
      first: { updateConfig: { ...rollout, failureAction: "rollback" } },
      shows: { Spec: { UpdateConfig: { ...engineRollout, FailureAction: "rollback" } } },
      second: { updateConfig: undefined },
      change: update,
    },
    {
      first: { rollbackConfig: { ...rollout, failureAction: "continue" } },
      shows: { Spec: { RollbackConfig: { ...engineRollout, FailureAction: "continue" } } },
      second: { rollbackConfig: { ...rollout, failureAction: "pause" } },
      change: update,
    },
    task({ forceUpdate: 2 }, { ForceUpdate: 2 }, { forceUpdate: 3 }),
    task(
      { logDriver: { name: "json-file", options: { "max-size": "1m" } } },
      { LogDriver: { Name: "json-file", Options: { "max-size": "1m" } } },
    ),
    task(
      {
        networksAdvanceds: [
          { id: networks[0], aliases: ["one", "two"], driverOpts: ["a=b", "c=d"] },
          { name: networks[1] },
        ],
      },
      {},
    ),
    task(
      {
        placement: {
          constraints: ["node.role==manager", "node.labels.rack!=3"],
          maxReplicas: 1,
          platforms: [
            { architecture: "amd64", os: "linux" },
            { architecture: "x86_64", os: "linux" },
          ],
          prefs: ["spread=node.labels.rack", "node.labels.room"],
        },
      },
      {
        Placement: {
          Constraints: ["node.role==manager", "node.labels.rack!=3"],
          MaxReplicas: 1,
          Preferences: [
            { Spread: { SpreadDescriptor: "node.labels.rack" } },
            { Spread: { SpreadDescriptor: "node.labels.room" } },
          ],
        },
      },
    ),
    task(
      {
        resources: {
          limits: { memoryBytes: 64 * 2 ** 20, nanoCpus: 500_000_000 },
          reservation: {
            memoryBytes: 4 * 2 ** 20,
            nanoCpus: 1_000_000,
            genericResources: {
              discreteResourcesSpecs: ["SSD=3", "HDD=2"],
              namedResourcesSpecs: ["GPU=one", "GPU=two"],
            },
          },
        },
      },
      {
        Resources: {
          Limits: { MemoryBytes: 64 * 2 ** 20, NanoCPUs: 500_000_000 },
          Reservations: { MemoryBytes: 4 * 2 ** 20, NanoCPUs: 1_000_000 },
        },
      },
    ),
    task(
      { restartPolicy: { condition: "on-failure", delay: "1s", maxAttempts: 3, window: "10s" } },
      { RestartPolicy: { Condition: "on-failure", Delay: 1e9, MaxAttempts: 3, Window: 10e9 } },
    ),
    task({ runtime: "container" }, { Runtime: "container" }, { forceUpdate: 1 }),
    container({ image: "bulkhead.invalid/other:1" }, { Image: "bulkhead.invalid/other:1" }),
    container(
      { commands: ["busybox", "tail"], args: ["-f", "/dev/null"] },
      {
        Command: ["busybox", "tail"],
        Args: ["-f", "/dev/null"],
      },
    ),
    container(
      { capAdds: ["NET_ADMIN", "CAP_SYS_TIME"], capDrops: ["CAP_CHOWN", "CAP_KILL"] },
      {},
      {
        capAdds: ["CAP_NET_ADMIN"],
      },
    ),
    container(
      {
        configs: [
          { configId: configs[0], fileName: "/a", ...file },
          { configId: configs[1], configName: configNames[1], fileName: "/b" },
        ],
        secrets: [
          { secretId: secrets[0], fileName: "a", ...file },
          { secretId: secrets[1], secretName: secretNames[1], fileName: "b" },
        ],
      },
      {},
    ),
    container({ dir: "/tmp" }, { Dir: "/tmp" }, { dir: "/" }),
    container(
      {
        dnsConfig: {
          nameservers: ["10.0.0.2", "10.0.0.1"],
          options: ["ndots:2", "rotate"],
          searches: ["b", "a"],
        },
      },
      {
        DNSConfig: {
          Nameservers: ["10.0.0.2", "10.0.0.1"],
          Options: ["ndots:2", "rotate"],
          Search: ["b", "a"],
        },
      },
    ),
    container({ env: { A: "1", B: "x=y" } }, { Env: ["A=1", "B=x=y"] }, { env: { A: "2" } }),
    container({ groups: ["10", "20"] }, { Groups: ["10", "20"] }),
    container(
      {
        healthcheck: {
          tests: ["CMD", "true"],
          interval: "1m0s",
          timeout: "2s",
          startPeriod: "3s",
          retries: 4,
        },
      },
      {
        Healthcheck: {
          Test: ["CMD", "true"],
          Interval: 60e9,
          Timeout: 2e9,
          StartPeriod: 3e9,
          Retries: 4,
        },
      },
    ),
    container({ hostname: "web" }, { Hostname: "web" }),
    container(
      {
        hosts: [
          { host: "db", ip: "10.0.0.1" },
          { host: "cache", ip: "10.0.0.2" },
        ],
      },
      { Hosts: ["10.0.0.1 db", "10.0.0.2 cache"] },
    ),
    container({ init: true }, { Init: true }),
    container({ isolation: "process" }, { Isolation: "process" }),
    container(
      {
        labels: [
          { label: "team", value: "shop" },
          { label: "note", value: "" },
        ],
      },
      { Labels: { team: "shop", note: "" } },
    ),
    container(
      {
        mounts: [
          { type: "tmpfs", target: "/a", tmpfsOptions: { mode: 0o700, sizeBytes: 4096 } },
          {
            type: "bind",
            target: "/b",
            source: "/tmp",
            readOnly: true,
            bindOptions: { propagation: "rprivate" },
          },
          {
            type: "volume",
            target: "/c",
            source: "data",
            volumeOptions: {
              noCopy: true,
              driverName: "local",
              driverOptions: { type: "tmpfs", device: "tmpfs" },
              labels: [
                { label: "a", value: "b" },
                { label: "c", value: "" },
              ],
            },
          },
        ],
      },
      {},
    ),
    container(
      {
        privileges: {
          seLinuxContext: { disable: true, level: "s0", role: "r", type: "t", user: "u" },
        },
      },
      {
        Privileges: {
          SELinuxContext: { Disable: true, Level: "s0", Role: "r", Type: "t", User: "u" },
        },
      },
    ),
    container(
      { privileges: { credentialSpec: { file: "spec.json" } } },
      {
        Privileges: { CredentialSpec: { File: "spec.json" } },
      },
    ),
    container(
      { privileges: { credentialSpec: { registry: "spec" } } },
      {
        Privileges: { CredentialSpec: { Registry: "spec" } },
      },
    ),
    container({ readOnly: true }, { ReadOnly: true }),
    container({ stopGracePeriod: "90s" }, { StopGracePeriod: 90e9 }),
    container({ stopSignal: "SIGINT" }, { StopSignal: "SIGINT" }),
    container({ sysctl: { "net.ipv4.ip_forward": "1" } }, { Sysctls: { "net.ipv4.ip_forward": "1" } }),
    container({ user: "nobody" }, { User: "nobody" }),
  ];
  // Nothing is to run: what the swarm takes and gives back is what is looked at.
  const asleep = { mode: { replicated: { replicas: 0 } } };
  return cases.map(one => ("mode" in one.first ? one : { ...one, beside: asleep }));
}
