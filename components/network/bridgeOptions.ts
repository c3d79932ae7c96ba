/** The kernel takes no longer name of an interface. */
const longestName = 15;

/** Options that name interfaces, with the characters the engine puts behind. */
const names: Readonly<Record<string, { readonly what: string; readonly longest: number }>> = {
  "com.docker.network.bridge.name": { what: "the name of a bridge", longest: longestName },
  // The engine numbers a container's interfaces from 0.
  "com.docker.network.container_iface_prefix": {
    what: "what the names of interfaces begin with",
    longest: longestName - 1,
  },
};

/** What keeps a text from being the value of an option of the engine's bridge driver. */
export function whyNoBridgeOption(option: string, value: string): string | undefined {
  const rule = Object.hasOwn(names, option) ? names[option] : undefined;
  if (rule === undefined) return undefined;
  const { what, longest } = rule;
  if (value.length > longest) return `${what} has at most ${longest} characters; give fewer`;
  return /[\s/]/.test(value) ? `${what} has no blank and no slash in it; leave them out` : undefined;
}
