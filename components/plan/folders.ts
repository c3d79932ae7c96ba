/** Where secrets lie in a workload's file system, as in Swarm. */
export const secretsFolder = "/run/secrets";

/** Folders that are in memory unless a workload chooses others. */
export const defaultTmpfs: Readonly<Record<string, string>> = { "/tmp": "size=16m" };
