import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createContainer,
  createNetwork,
  createVolume,
  removeContainer,
  removeNetwork,
  removeVolume,
  startContainer,
} from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import { engine, testLabels } from "../../harness/engine.ts";
import { unique, uniqueSubnet } from "../../harness/run.ts";

const [alpha, beta] = [uniqueSubnet(), uniqueSubnet()];

/** Things the containers under test refer to; their names are known before they are made. */
export const world = {
  /** Two networks with addresses of their own. `alpha` has IPv6 too. */
  alpha: { name: unique("alpha"), ...alpha },
  beta: { name: unique("beta"), ...beta },
  volume: unique("vol"),
  otherVolume: unique("vol"),
  /** A running container, for the namespaces and volumes of others. */
  companion: unique("companion"),
  /** A folder of this machine with the file `note`. */
  folder: mkdtempSync(join(tmpdir(), "bulkhead-test-")),
} as const;

/** Addresses of IPv6 that nobody else has either, made from a block of IPv4. */
export function ipv6Beside({ subnet }: { readonly subnet: string }) {
  const [, second = 0, third = 0, fourth = 0] = subnet.split(/[./]/).map(Number);
  const prefix = `fd00:64:${second.toString(16)}:${(third * 256 + fourth).toString(16)}`;
  return { subnet: `${prefix}::/64`, gateway: `${prefix}::1`, address: `${prefix}::5` };
}

export const alphaV6 = ipv6Beside(alpha);

/** An address of IPv6 with each of its groups, and each of their digits. */
export function atLength(address: string): string {
  const [head = "", tail = ""] = address.split("::").map(part => part);
  const groups = (part: string): string[] => part.split(":").filter(group => group !== "");
  const [before, behind] = [groups(head), groups(tail)];
  const between = Array<string>(8 - before.length - behind.length).fill("0");
  return [...before, ...between, ...behind].map(group => group.padStart(4, "0")).join(":");
}

/** Makes the world before the tests of the surrounding `describe`, and unmakes it after them. */
export function useWorld(): void {
  before(async () => {
    mkdirSync(world.folder, { recursive: true });
    writeFileSync(join(world.folder, "note"), "from the host\n");
    await createNetwork(engine, {
      Name: world.alpha.name,
      Labels: testLabels,
      EnableIPv6: true,
      IPAM: { Config: [pool(alpha), { Subnet: alphaV6.subnet, Gateway: alphaV6.gateway }] },
    });
    await createNetwork(engine, {
      Name: world.beta.name,
      Labels: testLabels,
      IPAM: { Config: [pool(beta)] },
    });
    for (const Name of [world.volume, world.otherVolume])
      await createVolume(engine, { Name, Labels: testLabels });
    const id = await createContainer(engine, {
      name: world.companion,
      Image: demoImage("app"),
      Entrypoint: ["busybox", "sleep", "1000"],
      Labels: { ...testLabels },
      HostConfig: { Binds: [`${world.volume}:/shared`], IpcMode: "shareable" },
    });
    await startContainer(engine, id);
  });
  after(async () => {
    await removeContainer(engine, world.companion, { volumes: true });
    for (const { name } of [world.alpha, world.beta]) await removeNetwork(engine, name);
    for (const name of [world.volume, world.otherVolume]) await removeVolume(engine, name);
    rmSync(world.folder, { recursive: true, force: true });
  });
}

function pool(block: { readonly subnet: string; readonly gateway: string }) {
  return { Subnet: block.subnet, Gateway: block.gateway };
}
