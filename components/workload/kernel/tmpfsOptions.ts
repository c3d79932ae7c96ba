/** Options of any mount that the engine takes for a tmpfs. */
const flags: ReadonlySet<string> = new Set([
  ...["defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync"],
  ...["mand", "nomand", "atime", "noatime", "diratime", "nodiratime", "relatime", "norelatime"],
  ...["strictatime", "nostrictatime", "private", "rprivate", "shared", "rshared", "slave", "rslave"],
  ...["unbindable", "runbindable"],
]);

/** What the kernel takes for the values of the others. @see https://man7.org/linux/man-pages/man5/tmpfs.5.html */
const values: Readonly<Record<string, RegExp>> = {
  size: /^\d+[kmgtpe%]?$/i,
  nr_blocks: /^\d+[kmgtpe]?$/i,
  nr_inodes: /^\d+[kmgtpe]?$/i,
  mode: /^[0-7]{1,4}$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mpol: /^\S+$/,
};

/** What keeps a text from being the options of an in-memory folder. */
export function whyNoTmpfsOptions(text: string): string | undefined {
  const wrong = text === "" ? undefined : text.split(",").find(option => !isOption(option));
  if (wrong === undefined) return undefined;
  return `an in-memory folder has no option ${JSON.stringify(wrong)}; write it as "size=16m,mode=1777,noexec"`;
}

function isOption(option: string): boolean {
  if (flags.has(option)) return true;
  const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(option) ?? [];
  return Object.hasOwn(values, name) && values[name]?.test(value) === true;
}
