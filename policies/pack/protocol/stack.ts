import type { StackResource } from "../../../topology/index.ts";
import { readStruct, WireReader } from "./wire.ts";

/** The resources of an `AnalyzeStackRequest`, as they lie on the wire. */
export function readStackRequest(bytes: Buffer): StackResource[] {
  const reader = new WireReader(bytes);
  const resources: StackResource[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) resources.push(readResource(reader));
    else reader.skip();
  }
  return resources;
}

/** One `AnalyzerResource`. */
function readResource(reader: WireReader): StackResource {
  const outer = reader.enter();
  let type = "";
  let urn = "";
  let parent: string | undefined;
  let outputs: StackResource["outputs"];
  const propertyDependencies: Record<string, readonly string[]> = {};
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        type = reader.text();
        break;
      case 2:
        outputs = readStruct(reader);
        break;
      case 3:
        urn = reader.text();
        break;
      case 7:
        parent = reader.text() || undefined;
        break;
      case 9: {
        const [property, urns] = readDependencies(reader);
        propertyDependencies[property] = urns;
        break;
      }
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { urn, type, parent, outputs, propertyDependencies };
}

/** An entry of the map of a resource's properties and what each depends on. */
function readDependencies(reader: WireReader): [property: string, urns: string[]] {
  const outer = reader.enter();
  let property = "";
  let urns: string[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) property = reader.text();
    else if (field === 2) urns = readTexts(reader);
    else reader.skip();
  }
  reader.leave(outer);
  return [property, urns];
}

function readTexts(reader: WireReader): string[] {
  const outer = reader.enter();
  const texts: string[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) texts.push(reader.text());
    else reader.skip();
  }
  reader.leave(outer);
  return texts;
}
