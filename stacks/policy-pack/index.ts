import { PolicyPack } from "@pulumi/policy";
import { bulkheadPolicies } from "../../policies/index.ts";
import { paymentsFromWebOnly, publishedHaveOwners } from "./rules.ts";

new PolicyPack("acme", {
  policies: [...bulkheadPolicies(), paymentsFromWebOnly, publishedHaveOwners],
});
