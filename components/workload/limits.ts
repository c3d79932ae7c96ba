/** Processors a workload may use where its `limits` do not say. */
export const defaultCpus = 1;
