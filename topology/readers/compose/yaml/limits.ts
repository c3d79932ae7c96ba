/** No compose file comes near these; what does is meant to exhaust its reader, or is something else. */
export const limits = {
  /** Characters of one file. */
  text: 1 << 20,
  /** Characters of all files of a project; what is read twice counts twice. */
  allText: 8 << 20,
  /** Ends of lines, commas and opening brackets of one file: about as many as it has values. */
  marks: 100_000,
  depth: 100,
  /** Lines that begin with `%`. */
  directives: 100,
  /** Values of one document, with what its aliases stand for, and of all that services extend. */
  values: 500_000,
  services: 10_000,
  /** Ports and mounts of all services together. */
  ports: 65_536,
  mounts: 65_536,
} as const;

export const tooDeep = "This is nested too deeply for a compose file. Take levels out.";
export const tooMuch = `With its aliases this comes to over ${limits.values} values. Use fewer.`;
