import assert from "node:assert/strict";
import analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";
import fc from "fast-check";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import type { Finding } from "../../../policies/judge/finding.ts";
import { writeFindings } from "../../../policies/pack/protocol/answer.ts";
import { enforcementLevels, severities } from "../../../policies/pack/protocol/info.ts";
import { readStackRequest } from "../../../policies/pack/protocol/stack.ts";
import { WireWriter } from "../../../policies/pack/protocol/wireWriter.ts";

const {
  AnalyzeResponse,
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

const finding = fc.record({
  rule: fc.string(),
  level: fc.constantFrom("advisory", "mandatory"),
  severity: fc.constantFrom("low", "medium", "high", "critical"),
  verdict: fc.constantFrom("violated", "unknown"),
  resource: fc.string(),
  message: fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ minLength: 5000, maxLength: 70_000 })),
  remedy: fc.string({ unit: "grapheme" }),
  evidence: fc.string(),
  fingerprint: fc.string(),
  origin: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
});

describe("policies: an answer onto the wire", () => {
  it("is what the generated code reads it as, whatever the texts", () => {
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 40 }), findings => {
        const given = findings.map(
          ({ origin, ...one }): Finding => ({ ...one, ...(origin !== undefined && { origin }) }),
        );
        const bytes = writeFindings(given, { name: "pack", version: "1.0.0" });
        const read = AnalyzeResponse.deserializeBinary(Uint8Array.from(bytes));
        assert.deepEqual(
          read.getDiagnosticsList().map(one => ({
            rule: one.getPolicyname(),
            pack: `${one.getPolicypackname()} ${one.getPolicypackversion()}`,
            description: one.getDescription(),
            message: one.getMessage(),
            level: one.getEnforcementlevel(),
            urn: one.getUrn(),
            severity: one.getSeverity(),
          })),
          given.map(({ rule, message, remedy, level, origin = "", severity }) => ({
            rule,
            pack: "pack 1.0.0",
            description: message,
            message: `${message}\n${remedy}`,
            level: enforcementLevels[level],
            urn: origin,
            severity: severities[severity],
          })),
        );
        // And nothing that it passes over.
        assert.deepEqual(Buffer.from(read.serializeBinary()), bytes);
      }),
      { numRuns: 100 },
    );
  });

  it("has its numbers and lengths in as many bytes as they take", () => {
    for (const value of [1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 40]) {
      const bytes = new WireWriter().number(7, value).done();
      const digits = [...bytes.subarray(1)].map(byte => byte & 127);
      assert.equal(
        digits.reduceRight((sum, digit) => sum * 128 + digit, 0),
        value,
      );
      assert.ok([...bytes.subarray(1, -1)].every(byte => byte > 127) && (bytes.at(-1) ?? 128) < 128);
    }
  });
});
