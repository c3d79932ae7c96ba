import assert from "node:assert/strict";
import analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";
import fc from "fast-check";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { readStackRequest } from "../../../policies/pack/protocol/stack.ts";

const {
  AnalyzerProviderResource,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} = analyzerMessages;

type Request = InstanceType<typeof AnalyzeStackRequest>;

const object = fc.dictionary(
  fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constant("__proto__")),
  fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }),
  { noNullPrototype: true },
);

const resource = fc.record({
  urn: fc.string({ minLength: 1 }),
  type: fc.string(),
  parent: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  outputs: fc.option(object, { nil: undefined }),
  dependencies: fc.dictionary(fc.constantFrom("image", "env", "näme"), fc.array(fc.string())),
});

function messageOf(
  resources: readonly (typeof resource extends fc.Arbitrary<infer T> ? T : never)[],
): Request {
  const request = new AnalyzeStackRequest();
  for (const { urn, type, parent, outputs, dependencies } of resources) {
    const message = new AnalyzerResource();
    message.setUrn(urn);
    message.setType(type);
    message.setName("fields that nobody asks for");
    message.setDependenciesList(["are", "passed over"]);
    message.setOptions(new AnalyzerResourceOptions().setProtect(true));
    message.setProvider(new AnalyzerProviderResource().setUrn("urn"));
    if (parent !== undefined) message.setParent(parent);
    if (outputs !== undefined) message.setProperties(structMessages.Struct.fromJavaScript(outputs as never));
    for (const [property, urns] of Object.entries(dependencies)) {
      const list = new AnalyzerPropertyDependencies();
      list.setUrnsList(urns);
      message.getPropertydependenciesMap().set(property, list);
    }
    request.addResources(message);
  }
  return request;
}

/** The same by the generated code. */
function generated(request: Request): unknown {
  return request.getResourcesList().map(one => ({
    urn: one.getUrn(),
    type: one.getType(),
    parent: one.getParent() || undefined,
    outputs: one.getProperties()?.toJavaScript(),
    propertyDependencies: Object.fromEntries(
      [...one.getPropertydependenciesMap().entries()].map(([property, urns]) => [
        property,
        urns.getUrnsList(),
      ]),
    ),
  }));
}

describe("a stack off the wire", () => {
  it("is what the generated code makes of it, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 4 }), resources => {
        const request = AnalyzeStackRequest.deserializeBinary(messageOf(resources).serializeBinary());
        const read = readStackRequest(Buffer.from(request.serializeBinary()));
        assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(generated(request))));
      }),
      { numRuns: 200 },
    );
  });

  it("keeps numbers, and is refused where it is cut short", () => {
    const numbers = {
      list: [0, -0.5, 1e300, 2 ** 53, -(2 ** 31)],
      none: null,
      yes: true,
      no: false,
      empty: "",
    };
    const message = messageOf([
      { urn: "u", type: "t", parent: undefined, outputs: numbers, dependencies: {} },
    ]);
    const bytes = Buffer.from(message.serializeBinary());
    assert.deepEqual(readStackRequest(bytes)[0]?.outputs, numbers);
    for (let length = 1; length < bytes.length; length++) {
      assert.throws(() => readStackRequest(bytes.subarray(0, length)), /is cut short/);
    }
  });
});
