import type * as docker from "@pulumi/docker";

const units: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** What keeps the options of a folder in memory from being had in a Swarm, which knows a size and a mode. */
export function whyNoTaskTmpfs(options: string): string | undefined {
  const foreign = partsOf(options).filter(
    ([name, value]) => !(name in readers) || readers[name]?.(value) === undefined,
  );
  if (foreign.length === 0) return undefined;
  return `a Swarm knows a size and a mode of such a folder, and not ${foreign.map(([name]) => name).join(", ")}; leave out what it does not know`;
}

/** A folder in memory of a task. */
export function tmpfsOf(
  target: string,
  options: string,
): docker.types.input.ServiceTaskSpecContainerSpecMount {
  const given = new Map(partsOf(options));
  const [size, mode] = [given.get("size"), given.get("mode")];
  return {
    type: "tmpfs",
    target,
    tmpfsOptions: {
      ...(size === undefined ? {} : { sizeBytes: readers["size"]?.(size) ?? 0 }),
      ...(mode === undefined ? {} : { mode: readers["mode"]?.(mode) ?? 0 }),
    },
  };
}

const readers: Readonly<Record<string, (value: string) => number | undefined>> = {
  size: value => {
    const [, digits, unit = ""] = /^(\d+)([kmg]?)b?$/i.exec(value) ?? [];
    return digits === undefined ? undefined : Number(digits) * (units[unit.toLowerCase()] ?? 1);
  },
  mode: value => (/^[0-7]{3,4}$/.test(value) ? Number.parseInt(value, 8) : undefined),
};

function partsOf(options: string): [name: string, value: string][] {
  return options
    .split(",")
    .filter(part => part !== "")
    .map(part => {
      const [name = "", ...value] = part.split("=");
      return [name, value.join("=")];
    });
}
