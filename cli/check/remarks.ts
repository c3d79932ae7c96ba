import type { Remark, Subject } from "../sources/subject.ts";
import { remarkText } from "../sources/subject.ts";

/** What has to be known about a source, a line each: variables that are not set are one line, however many they are. */
export function remarkLines({ name, remarks }: Pick<Subject, "name" | "remarks">): string[] {
  const isOfVariable = ({ variable }: Remark): boolean => variable !== undefined;
  const variables = [...new Set(remarks.flatMap(({ variable }) => variable ?? []))].sort();
  const others = remarks.filter(one => !isOfVariable(one)).map(remarkText);
  return variables.length === 0 ? others : [...others, unsetLine(name, variables)];
}

function unsetLine(name: string, variables: readonly string[]): string {
  const one = variables.length === 1;
  const [few, rest] = [variables.slice(0, 6), variables.length - 6];
  const names = rest > 0 ? `${few.join(", ")} and ${rest} more` : few.join(", ");
  return `${name}: ${one ? "variable" : "variables"} ${names} ${one ? "is" : "are"} not set in its files, so what hangs on ${one ? "it" : "them"} is not known. Give ${one ? "it" : "them"} in an .env file or with --env-file.`;
}
