import { holdsUnknown, type Properties, type Value } from "../../protocol/values.ts";
import { canonical, distinct, same } from "../../tables/canonical.ts";
import type { CheckFailure } from "../../tables/check.ts";
import { refusedByDefaultBridge } from "./endpointFits.ts";
import { type EndpointInput, endpointShape } from "./endpoints.ts";
import { sameHostPort } from "./exclusive.ts";
import { hostPorts, type PortInput, portShape } from "./networking.ts";
import { storageRows, type VolumeInput, volumeComplaint } from "./storage.ts";
import { type UploadInput, uploadComplaint } from "./uploads.ts";

/** What is wrong between properties, each of which is right by itself. What is not known yet is no reason to complain. */
export function complaints(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const complain = (property: string, reason: string | undefined): void => {
    if (reason !== undefined) failures.push({ property, reason });
  };
  const given = (name: string): boolean => !holdsUnknown(inputs[name]) && !isEmpty(inputs[name]);
  const missing = (name: string): boolean => !holdsUnknown(inputs[name]) && isEmpty(inputs[name]);

  known<VolumeInput>(inputs["volumes"]).forEach(([volume, index]) => {
    complain(`volumes[${index}]`, volumeComplaint(volume));
  });
  known<UploadInput>(inputs["uploads"]).forEach(([upload, index]) => {
    complain(`uploads[${index}]`, uploadComplaint(upload));
  });
  for (const [property, path] of doubles(inputs))
    complain(property, `something is mounted at ${path} already`);
  known<PortInput>(inputs["ports"]).forEach(([port, index], at, ports) => {
    complain(`ports[${index}]`, portComplaint(port, ports.slice(0, at)));
  });
  known<EndpointInput>(inputs["networksAdvanced"]).forEach(([endpoint, index]) => {
    if (endpoint.name === "bridge") complain(`networksAdvanced[${index}]`, refusedByDefaultBridge(endpoint));
  });
  known<EndpointInput>(inputs["networksAdvanced"]).forEach(([endpoint, index], at, endpoints) => {
    complain(`networksAdvanced[${index}]`, twice(endpoint, endpoints.slice(0, at)));
  });
  const mode = given("networkMode") ? String(inputs["networkMode"]) : "";
  if ((mode === "host" || mode.startsWith("container:")) && given("networksAdvanced")) {
    complain(
      "networksAdvanced",
      `a container with networkMode "${mode}" is on no network of its own; leave one of them out`,
    );
  }
  if (given("gpus") && given("deviceRequests")) {
    complain("gpus", "gpus and deviceRequests say the same; leave one of them out");
  }
  if (given("attach") && given("rm")) {
    complain(
      "rm",
      "the engine removes the container at its end, so that nothing of an attached one is left to record; leave rm out, " +
        "the container goes when its resource goes",
    );
  }
  if (given("rm") && given("restart") && inputs["restart"] !== "no") {
    complain(
      "rm",
      "a container is either started again at its end (restart) or removed; leave one of them out",
    );
  }
  if (given("maxRetryCount") && given("restart") && inputs["restart"] !== "on-failure") {
    complain(
      "maxRetryCount",
      'retries are counted with restart "on-failure" only; give that, or leave them out',
    );
  }
  if (given("cpus")) {
    for (const name of ["cpuPeriod", "cpuQuota"].filter(given)) {
      complain(name, `cpus and ${name} say the same; leave one of them out`);
    }
  }
  const memory = Number(given("memory") ? inputs["memory"] : 0);
  if (memory > 0 && memory < 6) complain("memory", `${memory} MiB is below 6, the least the engine takes`);
  if (given("memorySwap") && Number(inputs["memorySwap"]) > 0 && missing("memory")) {
    complain("memorySwap", "swap is limited together with memory only; give memory too");
  }
  return failures;
}

/** Says that a port is published as another one is already, or nothing. */
function portComplaint(
  port: PortInput,
  before: readonly (readonly [port: PortInput, index: number])[],
): string | undefined {
  const rule = { shape: portShape };
  const [, index] = before.find(([other]) => same(canonical(other, rule), canonical(port, rule))) ?? [];
  if (index !== undefined) return `it says the same as ports[${index}]; leave one of them out`;
  const [mine] = hostPorts({ ports: [port] });
  const holder = before.find(([other]) => {
    const [theirs] = hostPorts({ ports: [other] });
    return mine !== undefined && theirs !== undefined && sameHostPort(mine, theirs);
  });
  return holder === undefined
    ? undefined
    : `ports[${holder[1]}] has port ${port.external} of the host already; choose another one`;
}

/** Says that a network is named twice, and each time with something else, or nothing. */
function twice(
  endpoint: EndpointInput,
  before: readonly (readonly [endpoint: EndpointInput, index: number])[],
): string | undefined {
  const rule = { shape: endpointShape };
  const other = before.find(([{ name }]) => name === endpoint.name);
  if (other === undefined || same(canonical(other[0], rule), canonical(endpoint, rule))) return undefined;
  return `networksAdvanced[${other[1]}] is the network ${endpoint.name} already; say all there is to it in one of them`;
}

/** The known items of a list that check has looked at, with their places; none where it is not given. */
function known<T>(value: Value): readonly (readonly [item: T, index: number])[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Value[]).flatMap((item, index) =>
    holdsUnknown(item) ? [] : [[item as unknown as T, index] as const],
  );
}

/** The same without the further ones of equal items: said twice is said once. */
function knownOnce<T>(name: "volumes" | "mounts", inputs: Properties): ReturnType<typeof known<T>> {
  const once = distinct(inputs[name], storageRows[name]) as readonly unknown[] | undefined;
  return known<T>(inputs[name]).filter(([item]) => once?.includes(item));
}

/** Mounts, of whatever kind, at a path that has one already: the engine would silently take one of them. */
function doubles(inputs: Properties): (readonly [property: string, path: string])[] {
  const taken = new Set<string>();
  const places = [
    ...knownOnce<VolumeInput>("volumes", inputs).map(
      ([{ containerPath }, index]) => [`volumes[${index}]`, containerPath] as const,
    ),
    ...knownOnce<{ readonly target: string }>("mounts", inputs).map(
      ([{ target }, index]) => [`mounts[${index}]`, target] as const,
    ),
    ...Object.keys((inputs["tmpfs"] ?? {}) as object).map(path => [`tmpfs["${path}"]`, path] as const),
  ];
  return places.flatMap(([property, path]) => {
    const place = path?.replace(/(.)\/+$/, "$1");
    if (!place) return [];
    if (taken.has(place)) return [[property, place] as const];
    taken.add(place);
    return [];
  });
}

function isEmpty(value: Value): boolean {
  return value === undefined || value === null || value === "" || value === 0 || value === false
    ? true
    : Array.isArray(value) && value.length === 0;
}
