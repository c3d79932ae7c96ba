import assert from "node:assert/strict";
import { problems, topologyOf } from "./reading.ts";

describe("compose: what Compose refuses", () => {
  for (const [what, text, expected] of [
    [
      "two merge keys in one mapping",
      "x-a: &a {restart: always}\nservices:\n  one:\n    image: alpine\n    <<: *a\n    <<: *a",
      /^compose\.yaml:6:5 The key "<<" stands here twice\. Write one, with a list/,
    ],
    [
      "an unknown model",
      "services: {a: {image: a, models: [nope]}}",
      /uses nope, which is not among the file's models/,
    ],
    [
      "a secret of nothing",
      "services: {a: {image: a}}\nsecrets: {s: {name: foo}}",
      /:2:11 Secret s has nothing in it/,
    ],
    [
      "a config of two things",
      "services: {a: {image: a}}\nconfigs: {c: {file: f, content: c}}",
      /Config c has file and content/,
    ],
    [
      "an external volume with a driver",
      "services: {a: {image: a}}\nvolumes: {v: {external: true, driver: d}}",
      /Volume v is external, and yet has driver/,
    ],
    [
      "a key below build",
      "services: {a: {build: {contextt: .}}}",
      /services\.a\.build\.contextt .* Did you mean context\?/,
    ],
    ["a key below develop", "services: {a: {image: a, develop: {watchh: []}}}", /develop\.watchh/],
    [
      "a watch without an action",
      "services: {a: {image: a, develop: {watch: [{path: .}]}}}",
      /watch\[0\] has no action/,
    ],
    [
      "a key below blkio_config",
      "services: {a: {image: a, blkio_config: {weigth: 1}}}",
      /blkio_config\.weigth/,
    ],
    [
      "a key below credential_spec",
      "services: {a: {image: a, credential_spec: {files: a}}}",
      /credential_spec\.files/,
    ],
    ["a key below provider", "services: {a: {provider: {type: t, option: {}}}}", /provider\.option/],
    ["a provider without a type", "services: {a: {provider: {options: {}}}}", /provider has no type/],
    ["a version that is a number", "version: 3.8\nservices: {a: {image: a}}", /version is a number/],
    [
      "a time without a unit",
      "services: {a: {image: a, stop_grace_period: '10'}}",
      /stop_grace_period is a text\. Give a time/,
    ],
    [
      "a quote that is not closed",
      'services: {a: {image: a, command: "say \'hi"}}',
      /command has a quote or a bracket/,
    ],
    [
      "one place for two mounts",
      "services: {a: {image: a, tmpfs: /x, volumes: ['/y/../x']}}",
      /mounts two things at \/x/,
    ],
    [
      "one container_name for two services",
      "services: {a: {image: a, container_name: cc}, b: {image: b, container_name: cc}}",
      /Services a and b have the container_name cc/,
    ],
    [
      "one text twice in a set",
      "services: {a: {image: a, security_opt: [x, x]}}",
      /security_opt has this twice/,
    ],
    [
      "what only a later file makes whole",
      "services: {a: {image: }}\n---\nservices: {a: {image: b}}",
      /services\.a\.image is empty/,
    ],
  ] as const) {
    it(`is refused: ${what}`, () => {
      const found = problems(text);
      assert.ok(
        found.some(line => expected.test(line)),
        found.join("\n"),
      );
    });
  }

  it("but not what is known since its current version", () => {
    const { workloads } = topologyOf(
      "services: {app: {image: 'app:1', pre_start: [{command: [migrate]}]}}\njobs: {tidy: {image: 'tidy:1', triggers: {schedule: ['0 3 * * *']}}}",
    );
    assert.deepEqual(
      workloads.map(({ id, kind }) => [id, kind]),
      [
        ["app", "container"],
        ["tidy", "job"],
      ],
    );
  });

  it("and nothing that nobody extends in another file", () => {
    assert.deepEqual(
      problems({
        "compose.yaml": "services: {a: {extends: {file: lib.yaml, service: good}}}",
        "lib.yaml": "services: {good: {image: g}, bad: {imagee: b}}",
      }),
      [],
    );
  });
});
