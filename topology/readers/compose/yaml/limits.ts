/** No compose file comes near these; what does is meant to exhaust its reader, or is something else. */
export const limits = {
  /** Characters of one file. */
  text: 1 << 20,
  depth: 100,
  /** Values of one document, with what its aliases stand for. */
  values: 500_000,
} as const;

export const tooDeep = "This is nested too deeply for a compose file. Take levels out.";
export const tooMuch = `With its aliases this comes to over ${limits.values} values. Use fewer.`;
