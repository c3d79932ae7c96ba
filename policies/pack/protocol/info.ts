import type { Family, Level, Rule, Severity } from "../../rule.ts";
import {
  AnalyzerInfo,
  EnforcementLevel,
  PolicyComplianceFramework,
  PolicyConfigSchema,
  PolicyInfo,
  PolicySeverity,
  PolicyType,
  Struct,
} from "./messages.ts";

/** What the pack calls itself. */
export interface Identity {
  readonly name: string;
  readonly version: string;
}

export const enforcementLevels: Readonly<
  Record<Level, (typeof EnforcementLevel)[keyof typeof EnforcementLevel]>
> = {
  advisory: EnforcementLevel.ADVISORY,
  mandatory: EnforcementLevel.MANDATORY,
  remediate: EnforcementLevel.REMEDIATE,
  disabled: EnforcementLevel.DISABLED,
};

export const severities: Readonly<Record<Severity, (typeof PolicySeverity)[keyof typeof PolicySeverity]>> = {
  low: PolicySeverity.POLICY_SEVERITY_LOW,
  medium: PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

/** The level that Pulumi names by a number. */
export function levelOf(number: number): Level {
  const found = Object.entries(enforcementLevels).find(([, level]) => level === number);
  return (found?.[0] ?? "advisory") as Level;
}

/** Tells Pulumi of the rules and how they can be configured. */
export function infoOf(
  { name, version }: Identity,
  families: readonly Family[],
  settingsOf: (rule: Rule) => object,
): AnalyzerInfo {
  const info = new AnalyzerInfo();
  info.setName(name);
  info.setDisplayname("Bulkhead");
  info.setVersion(version);
  info.setSupportsconfig(true);
  info.setDescription("Who may call whom on Docker, and what containers may do.");
  info.setProvider("docker");
  info.setPoliciesList(
    families.flatMap(family => family.rules.map(rule => policyOf(rule, family, settingsOf(rule)))),
  );
  return info;
}

function policyOf(rule: Rule, family: Family, settings: object): PolicyInfo {
  const policy = new PolicyInfo();
  policy.setName(rule.id);
  policy.setDisplayname(rule.title);
  policy.setDescription(rule.rationale);
  policy.setEnforcementlevel(enforcementLevels[rule.level]);
  policy.setPolicyType(PolicyType.POLICY_TYPE_STACK);
  policy.setSeverity(severities[rule.severity]);
  policy.setRemediationSteps(rule.remedy);
  policy.setTagsList([family.id]);
  if (rule.cis !== undefined) policy.setFramework(cisFramework(rule.cis));
  const schema = new PolicyConfigSchema();
  schema.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(settings))));
  policy.setConfigschema(schema);
  return policy;
}

function cisFramework(section: string): InstanceType<typeof PolicyComplianceFramework> {
  const framework = new PolicyComplianceFramework();
  framework.setName("CIS Docker Benchmark");
  framework.setVersion("1.6.0");
  framework.setReference(section);
  framework.setSpecification(`Section ${section}`);
  return framework;
}
