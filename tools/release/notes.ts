/**
 * What a changelog says of a version, without its heading: the notes of the release.
 *
 * @throws Error where there is no such section, or nothing in it.
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find(section => section.split("\n", 1)[0]?.split(" ")[0] === version);
  const notes = found?.slice(found.indexOf("\n")).trim() ?? "";
  if (notes === "")
    throw new Error(`CHANGELOG.md says nothing of ${version}. Write what users notice of it.`);
  return notes;
}
