import fc from "fast-check";

/** A network of a scene, in the engine's words. */
export interface SceneNetwork {
  readonly name: string;
  readonly internal: boolean;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly options: Readonly<Record<string, string>>;
}

/** A container of a scene; it answers on the ports it exposes. */
export interface SceneContainer {
  readonly name: string;
  readonly networks: readonly { readonly name: string; readonly priority: number }[];
  readonly exposed: readonly ScenePort[];
  readonly published: readonly (ScenePort & { readonly address: string })[];
}

export interface ScenePort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** A small topology made at random: what an engine is asked to make. */
export interface Scene {
  readonly networks: readonly SceneNetwork[];
  readonly containers: readonly SceneContainer[];
}

/** What an engine takes. */
export interface Abilities {
  /** Networks without IPv4, gateway modes and priorities. */
  readonly modern: boolean;
}

const option = "com.docker.network.bridge";

/** The scene of a seed: always the same. */
export function sceneOf(seed: number, abilities: Abilities): Scene {
  const [scene] = fc.sample(scenes(abilities), { seed, numRuns: 1 });
  if (scene === undefined) throw new Error(`There is no scene for seed ${seed}.`);
  return scene;
}

function scenes({ modern }: Abilities): fc.Arbitrary<Scene> {
  const names = ["alder", "beech", "cedar"];
  return fc
    .integer({ min: 2, max: names.length })
    .chain(count => fc.tuple(...names.slice(0, count).map(name => network(name, modern))))
    .chain(networks =>
      fc.record({
        networks: fc.constant(networks),
        containers: fc
          .integer({ min: 3, max: 4 })
          .chain(count =>
            fc.tuple(
              ...["w1", "w2", "w3", "w4"].slice(0, count).map(name => container(name, networks, modern)),
            ),
          ),
      }),
    );
}

function network(name: string, modern: boolean): fc.Arbitrary<SceneNetwork> {
  return fc
    .record({
      internal: often(false, true),
      families: modern ? mostly("4", "46", "46", "6") : mostly("4", "46"),
      icc: rarely("true", "false"),
      mode4: modern ? mode : fc.constant(""),
      mode6: modern ? mode : fc.constant(""),
      inhibit: rarely("false", "true"),
      binding: rarely("", "127.0.0.1", "::1", "::"),
      masquerade: rarely("true", "false"),
      trusted: modern ? rarely("", "cable") : fc.constant(""),
    })
    .map(({ internal, families, icc, mode4, mode6, inhibit, binding, masquerade, trusted }) => {
      const [ipv4, ipv6] = [families.includes("4"), families.includes("6")];
      const fits = (gatewayMode: string): string =>
        gatewayMode === "isolated" ? (internal ? gatewayMode : "") : internal ? "" : gatewayMode;
      const options = {
        [`${option}.enable_icc`]: icc === "false" ? icc : "",
        [`${option}.gateway_mode_ipv4`]: ipv4 ? fits(mode4) : "",
        [`${option}.gateway_mode_ipv6`]: ipv6 ? fits(mode6) : "",
        [`${option}.inhibit_ipv4`]: inhibit === "true" && ipv4 ? inhibit : "",
        [`${option}.host_binding_ipv4`]: internal ? "" : binding,
        [`${option}.enable_ip_masquerade`]: masquerade === "false" ? masquerade : "",
        [`${option}.trusted_host_interfaces`]: internal ? "" : trusted,
      };
      const said = Object.entries(options).filter(([, value]) => value !== "");
      return { name, internal, ipv4, ipv6, options: Object.fromEntries(said) };
    });
}

const mode = fc.constantFrom("", "", "", "nat", "routed", "nat-unprotected", "isolated", "isolated");

function container(
  name: string,
  networks: readonly SceneNetwork[],
  modern: boolean,
): fc.Arbitrary<SceneContainer> {
  const priority = modern ? rarely(0, 5, 10) : fc.constant(0);
  const attachments = fc
    .subarray(
      networks.map(one => one.name),
      { minLength: 1, maxLength: 2 },
    )
    .chain(names => fc.tuple(...names.map(one => priority.map(value => ({ name: one, priority: value })))));
  return fc
    .record({
      networks: attachments,
      exposed: fc.constantFrom<ScenePort[]>(
        [{ port: 80, protocol: "tcp" }],
        [
          { port: 80, protocol: "tcp" },
          { port: 81, protocol: "tcp" },
        ],
        [
          { port: 80, protocol: "tcp" },
          { port: 53, protocol: "udp" },
        ],
        [
          { port: 53, protocol: "udp" },
          { port: 80, protocol: "tcp" },
        ],
      ),
      address: fc.constantFrom(undefined, "", "", "0.0.0.0", "::", "127.0.0.1", "127.0.0.1", "::1"),
    })
    .map(({ networks: on, exposed, address }) => {
      // Of two ports one is published, so that there is another to be kept off.
      const [first] = exposed;
      const published = address === undefined || first === undefined ? [] : [{ address, ...first }];
      return { name, networks: on, exposed, published };
    });
}

function often<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.constantFrom(usual, usual, other);
}

function rarely<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

function mostly<T>(...values: readonly [T, ...T[]]): fc.Arbitrary<T> {
  return fc.constantFrom(values[0], ...values);
}
