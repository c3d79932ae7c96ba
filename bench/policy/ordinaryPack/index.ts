import { PolicyPack } from "@pulumi/policy";
import { bulkheadPolicies } from "../../../policies/index.ts";

/** Bulkhead's rules and nothing else, as a pack on @pulumi/policy. */
new PolicyPack("bench", { policies: bulkheadPolicies() });
