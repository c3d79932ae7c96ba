import { getStack } from "@pulumi/pulumi";

/** Labels in the form the docker package takes, sorted, so that their order never makes a difference. */
export function labelList(labels: Readonly<Record<string, string>>): { label: string; value: string }[] {
  const all = { ...labels, "bulkhead.env": getStack() };
  return Object.entries(all)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
