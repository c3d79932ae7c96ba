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

/** Lists whose items can be told apart by what they say. */
const listed = ["cap_add", "devices", "security_opt"];

/** Notes where the fields of a workload stand: below its attributes, and below the items of some. */
export function noteFields(service: Value, id: string, positions: Positions): void {
  for (const { name, key } of entries(service)) {
    for (const path of attributes[name] ?? []) positions.set(["workloads", id, ...path], key);
  }
  for (const name of listed) {
    for (const path of attributes[name] ?? []) {
      for (const item of items(field(service, name))) {
        positions.set(["workloads", id, ...path, written(item)], item.place);
      }
    }
  }
  for (const name of ["labels", "sysctls", "ulimits"]) {
    for (const path of attributes[name] ?? []) {
      for (const entry of entries(field(service, name))) {
        positions.set(["workloads", id, ...path, entry.name], entry.key);
      }
    }
  }
}
