import { isRoot, isUnknown, type Workload } from "../../topology/index.ts";
import {
  type Case,
  eachWorkload,
  not,
  sentence,
  unsure,
  violated,
  wrongIf,
  wrongIfHidden,
} from "../found.ts";
import { type Family, rule } from "../rule.ts";

const privileged = rule({
  id: "privileged",
  title: "No container is privileged",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A privileged container has every capability and every device of the host, without seccomp and AppArmor: whoever breaks into it owns the host and all its containers.",
  remedy: "Drop `privileged`, and add the one capability or device that the program needs.",
  cis: "5.5",
  check: eachWorkload(({ id, privileges }) =>
    wrongIf(privileges.privileged, "privileged", `workload ${id} is privileged`),
  ),
});

const hostCapability = rule({
  id: "host-capability",
  title: "No container has a capability that is the host's root in all but name",
  severity: "critical",
  level: "mandatory",
  rationale:
    "With ALL, SYS_ADMIN, SYS_MODULE or SYS_RAWIO a process mounts the host's disks, loads kernel modules or writes to its memory: the container is one in name only.",
  remedy:
    "Take the capability away; what needs it (mounting, loading modules) belongs on the host or in a tool made for it.",
  cis: "5.4",
  check: eachWorkload(workload => added(workload, ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"])),
});

const networkCapability = rule({
  id: "network-capability",
  title: "No container changes its networking",
  severity: "high",
  level: "mandatory",
  rationale:
    "NET_ADMIN lets a container reroute and listen to what passes on its networks. What networks keep apart stays apart only among containers that cannot route.",
  remedy: "Take the capability away, or give it to a workload that does nothing else.",
  exception: "A VPN or a router whose very purpose it is.",
  cis: "5.4",
  check: eachWorkload(workload => added(workload, ["NET_ADMIN"])),
});

const kernelCapability = rule({
  id: "kernel-capability",
  title: "No container changes the kernel's clock, tracing or access control",
  severity: "high",
  level: "mandatory",
  rationale:
    "BPF and PERFMON run code in the kernel, the others change what all containers of the host share: its clock, who may do what, what is recorded.",
  remedy: "Take the capability away, or give it to a workload that does nothing else.",
  cis: "5.4",
  check: eachWorkload(workload =>
    added(workload, [
      ...["BPF", "PERFMON", "MAC_ADMIN", "MAC_OVERRIDE"],
      ...["SYS_BOOT", "SYS_TIME", "AUDIT_CONTROL", "CHECKPOINT_RESTORE"],
    ]),
  ),
});

const debugCapability = rule({
  id: "debug-capability",
  title: "No container looks into other processes or past file permissions",
  severity: "medium",
  level: "advisory",
  rationale:
    "SYS_PTRACE reads the memory of every process it can see, DAC_READ_SEARCH opens files by handle whatever their permissions, those of the host included.",
  remedy: "Take the capability away; debug in a container of its own that ends when you are done.",
  cis: "5.4",
  check: eachWorkload(workload => added(workload, ["SYS_PTRACE", "DAC_READ_SEARCH"])),
});

const sharedCapability = rule({
  id: "shared-capability",
  title: "No container takes more of the host than its share",
  severity: "low",
  level: "advisory",
  rationale:
    "SYS_NICE takes CPU time from the neighbours, IPC_LOCK memory, LEASE holds up other programs at their files, and SYSLOG reads the kernel's messages, addresses for an attack among them.",
  remedy: "Take the capability away; most programs that ask for it run without, and say so in their logs.",
  exception: "A database or a secret store that locks its memory, a program that must keep time.",
  cis: "5.4",
  check: eachWorkload(workload =>
    added(workload, ["SYS_NICE", "IPC_LOCK", "LEASE", "SYSLOG", "SYS_RESOURCE"]),
  ),
});

const capabilitiesKept = rule({
  id: "capabilities-kept",
  title: "Containers drop all capabilities and add those they need",
  severity: "low",
  level: "advisory",
  rationale:
    "Docker leaves 14 capabilities to root in a container. Hardly a service needs one, and each is a step for whoever breaks in.",
  remedy: "Drop ALL, then add back what the program turns out to need.",
  exception: "An image that starts as root, changes owners and then steps down: name what it needs instead.",
  cis: "5.4",
  check: eachWorkload(({ id, privileges: { capabilitiesDropped: dropped } }) =>
    wrongIf(
      isUnknown(dropped) ? dropped : !dropped.includes("ALL"),
      "cap_drop",
      `workload ${id} keeps capabilities it was given by default`,
    ),
  ),
});

const netRaw = rule({
  id: "net-raw",
  title: "Containers cannot forge packets",
  severity: "medium",
  level: "advisory",
  rationale:
    "NET_RAW, which Docker gives by default, is enough to answer for another member of a bridge (ARP and DNS spoofing) and so to read what peers send each other.",
  remedy: "Drop NET_RAW, or ALL. Programs of today ping without it.",
  cis: "5.4",
  remediate: "drop-net-raw",
  check: eachWorkload(({ id, privileges: { capabilitiesDropped: dropped, capabilitiesAdded: added } }) => {
    const kept = isUnknown(dropped) ? dropped : !dropped.includes("ALL") && !dropped.includes("NET_RAW");
    const back = isUnknown(added) ? added : added.includes("NET_RAW");
    const value = kept === true || back === true ? true : isUnknown(kept) ? kept : back;
    return wrongIf(value, "NET_RAW", `workload ${id} has the capability NET_RAW`);
  }),
});

const noNewPrivileges = rule({
  id: "no-new-privileges",
  title: "No process gains privileges by running a program",
  severity: "medium",
  level: "advisory",
  rationale:
    "A setuid program inside an image is root for whoever runs it. With no-new-privileges the kernel ignores such bits.",
  remedy: 'Add "no-new-privileges:true" to the security options.',
  exception: "An image that needs sudo or su at run time.",
  cis: "5.26",
  remediate: "no-new-privileges",
  // Services have no such property.
  check: eachWorkload(({ id, kind, privileges }) =>
    kind === "service"
      ? []
      : wrongIf(
          not(privileges.noNewPrivileges),
          "no-new-privileges",
          `processes of workload ${id} can gain privileges`,
        ),
  ),
});

/** Devices that hold nothing of the host, and those that programs exist for: pictures, sound, keys, serial lines. */
const peripherals =
  /^\/dev\/(null|zero|full|u?random|tty|ptmx|fuse|kvm|dri|snd|video\d*|media\d*|v4l|input|hidraw\d+|uinput|usb|bus\/usb|serial|ttyUSB\d+|ttyACM\d+|ttyAMA\d+|ttyS\d+|i2c-\d+|gpiomem|gpiochip\d+|spidev[\d.]+|vchiq|vcsm(-cma)?|apex_\d+|hailo\d+|kfd|nvidia[\w-]*|dvb|cec\d+|rtc\d*|ppp)(\/.*)?$/;

/** Whether a device is one that says little of the host: with NET_ADMIN, a tunnel is what the right is for. */
function isPeripheral(device: string, { privileges: { capabilitiesAdded } }: Workload): boolean {
  if (device === "/dev/net/tun")
    return !isUnknown(capabilitiesAdded) && capabilitiesAdded.includes("NET_ADMIN");
  return peripherals.test(device);
}

/** Which rules of control groups open every device, or every block device, that is every disk. */
function opensDisks(deviceRule: string): boolean {
  return /^\s*(a\b|b\s|c\s+(\*|1):)/.test(deviceRule);
}

const hostDevice = rule({
  id: "host-device",
  title: "No container has a device of the host",
  severity: "high",
  level: "mandatory",
  rationale: "A disk read as a device knows no file permissions; other devices reach the kernel's drivers.",
  remedy: "Take the device away, or allow it by name in the rule's setting where the workload exists for it.",
  compose: {
    remedy: "Take the device away, or give the container the one that it needs by name, under `devices`.",
  },
  cis: "5.18",
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Devices that containers may have: /dev/dri/renderD128",
    },
  },
  check: eachWorkload(function* (workload, { settings: { allowed } }) {
    const { id, privileges } = workload;
    const devices = privileges.devices.filter(one => !allowed.includes(one) && !isPeripheral(one, workload));
    for (const device of devices) yield violated(device, `Workload ${id} has the host's device ${device}.`);
    for (const one of privileges.deviceRules?.filter(opensDisks) ?? [])
      yield violated(one, `Workload ${id} may open the host's disks or memory, by the device rule ${one}.`);
    yield* wrongIfHidden(workload, "devices", `workload ${id} has a device of the host`);
  }),
});

const peripheral = rule({
  id: "peripheral-device",
  title: "No container has a camera, a card or a key of the host",
  severity: "low",
  level: "advisory",
  rationale:
    "What is given as a device is a driver of the kernel that the container talks to directly. These hold no files of the host, but hear, see or type.",
  remedy: "Take it away where the program runs without.",
  exception: "The program that exists for it: a media server, a home automation, a VPN.",
  cis: "5.18",
  check: eachWorkload(function* (workload) {
    const { id, privileges } = workload;
    const harmless = /^\/dev\/(null|zero|full|u?random|tty|ptmx)$/;
    for (const device of privileges.devices.filter(one => isPeripheral(one, workload) && !harmless.test(one)))
      yield violated(device, `Workload ${id} has the host's device ${device}.`);
    yield* wrongIfHidden(workload, "devices", `workload ${id} has a device of the host`);
  }),
});

const rootUser = rule({
  id: "root-user",
  title: "No container runs as root",
  severity: "medium",
  level: "advisory",
  rationale:
    "Root in a container is root of the host behind one wall. A bug in that wall is worth nothing to a user without rights.",
  remedy: "Set a user: by number, so that it can be seen to be none of root's.",
  cis: "4.1",
  // The image's user is known to nobody before it is pulled, and most workloads leave it to the image.
  whenUnknown: "ignored",
  check: eachWorkload(function* ({ id, privileges }, { world }) {
    if (stepsDown(privileges)) return;
    const { user } = privileges;
    const statement = `workload ${id} runs as root`;
    // An engine tells the image's user with the container's own: where neither names one, it is root.
    const isRead = world.topology.engine !== undefined;
    if (isUnknown(user)) yield unsure("user", statement, user.unknown);
    else if (user === "" && isRead) yield violated("user", sentence(statement));
    else if (user === "") yield unsure("user", statement, "it runs as its image says");
    else if (isRoot(user)) yield violated("user", sentence(statement));
  }),
});

function* added({ id, privileges }: Workload, names: readonly string[]): Generator<Case> {
  if (stepsDown(privileges)) return;
  const { capabilitiesAdded } = privileges;
  if (isUnknown(capabilitiesAdded)) {
    const statement = `workload ${id} has one of ${names.join(", ")}`;
    yield unsure("cap_add", statement, capabilitiesAdded.unknown);
    return;
  }
  for (const name of capabilitiesAdded.filter(one => names.includes(one)))
    yield violated(name, `Workload ${id} has the capability ${name}.`);
}

/** Whether its program runs as a user without rights, which it gets none of back, whatever sets up its network before. */
function stepsDown({ stepsDownTo, noNewPrivileges }: Workload["privileges"]): boolean {
  return stepsDownTo !== undefined && !isRoot(stepsDownTo) && noNewPrivileges === true;
}

export const privileges: Family = {
  id: "privileges",
  title: "Privileges",
  about: "What a container may do beyond what its program needs.",
  rules: [
    ...[privileged, hostCapability, networkCapability, kernelCapability, debugCapability, sharedCapability],
    ...[capabilitiesKept, netRaw, noNewPrivileges, hostDevice, peripheral, rootUser],
  ],
};
