import type { Finding } from "../../judge/finding.ts";
import { enforcementLevels, type Identity, severities } from "./info.ts";
import { WireWriter } from "./wireWriter.ts";

/** Writes an AnalyzeResponse: what is wrong with a stack. The numbers are those of analyzer.proto. */
export function writeFindings(findings: readonly Finding[], { name, version }: Identity): Buffer {
  const [response, diagnostic] = [new WireWriter(), new WireWriter()];
  for (const { rule, level, severity, message, remedy, origin = "" } of findings) {
    diagnostic
      .clear()
      .text(1, rule)
      .text(2, name)
      .text(3, version)
      .text(4, message)
      .text(5, `${message}\n${remedy}`)
      .number(7, enforcementLevels[level])
      .text(8, origin)
      .number(9, severities[severity]);
    response.message(2, diagnostic);
  }
  return response.done();
}
