import { entries, field, items, type Value } from "../yaml/value.ts";
import type { Positions } from "./positions.ts";
import { written } from "./scalars.ts";

/** Where a service's attributes are in a workload. */
const attributes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  image: [["image"], ["datastore"]],
  build: [["image"]],
  command: [["command"]],
  entrypoint: [["command"]],
  environment: [["environment"]],
  env_file: [["environment"]],
  network_mode: [["namespace"], ["attachments"]],
  networks: [["attachments"]],
  ports: [["published"]],
  expose: [["ports"]],
  links: [["links"]],
  external_links: [["links"]],
  extra_hosts: [["hosts"]],
  dns: [["dns"]],
  volumes: [["mounts"]],
  container_name: [["name"]],
  privileged: [["privileges", "privileged"]],
  cap_add: [["privileges", "capabilitiesAdded"]],
  cap_drop: [["privileges", "capabilitiesDropped"]],
  devices: [["privileges", "devices"]],
  user: [["privileges", "user"]],
  read_only: [["privileges", "readOnlyRoot"]],
  security_opt: ["noNewPrivileges", "seccomp", "apparmor", "selinux"].map(name => ["privileges", name]),
  pid: [["privileges", "pid"]],
  ipc: [["privileges", "ipc"]],
  userns_mode: [["privileges", "userns"]],
  uts: [["privileges", "uts"]],
  cgroup_parent: [["privileges", "cgroupParent"]],
  sysctls: [["privileges", "sysctls"]],
  mem_limit: [["care", "memory"]],
  cpus: [["care", "cpus"]],
  pids_limit: [["care", "pids"]],
  deploy: ["memory", "cpus", "pids", "restart"].map(name => ["care", name]),
  restart: [["care", "restart"]],
  healthcheck: [["care", "healthCheck"]],
  logging: [["care", "logDriver"]],
  ulimits: [["care", "ulimits"]],
  labels: [["labels"]],
};

/** Notes where the fields of a workload stand, and the items of those that have some. */
export function noteFields(service: Value, id: string, positions: Positions): void {
  for (const { name, key, value } of entries(service)) {
    // What is built is called by its image's name, where it has one.
    const isUnnamed = name !== "build" || field(service, "image") === undefined;
    for (const path of isUnnamed ? (attributes[name] ?? []) : []) {
      const whole = ["workloads", id, ...path];
      positions.set(whole, key);
      if (itemized.includes(name)) noteItems(value, whole, positions);
    }
  }
  for (const option of items(field(service, "security_opt"))) {
    const [name = ""] = written(option).split(/[=:]/);
    const own = options[name];
    if (own !== undefined) positions.set(["workloads", id, "privileges", own], option.place);
  }
}

/** Those of which each item is one of the field's. */
const itemized = ["cap_add", "devices", "labels", "sysctls", "links", "command"];

const options: Readonly<Record<string, string>> = {
  "no-new-privileges": "noNewPrivileges",
  seccomp: "seccomp",
  apparmor: "apparmor",
  label: "selinux",
};

function noteItems(value: Value, whole: readonly string[], positions: Positions): void {
  for (const [index, item] of items(value).entries()) positions.set([...whole, index], item.place);
  for (const { name, key } of entries(value)) positions.set([...whole, name], key);
}
