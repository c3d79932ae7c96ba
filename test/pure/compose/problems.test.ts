// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { problems, reading } from "./reading.ts";

describe("compose: what is wrong", () => {
  it("is said all at once, each at its place", () => {
    assert.deepEqual(
      problems(`services:
  web:
    imagee: nginx
    image: 5
    privileged: perhaps
    ports:
      - "80:nonsense"
      - {published: 80}
      - 70000:80
    volumes: ["aa:bb:cc:dd", {type: bind}]
    networks: [nowhere]
    network_mode: host
    mem_limit: much
    depends_on: [nobody]
    environment: [[a]]
  "a b": {image: x}
  empty:
  bare: {}
networks: []
unheard: of
`),
      [
        "compose.yaml:3:5 services.web.imagee is nothing that Compose knows here. Did you mean image?",
        "compose.yaml:4:12 services.web.image is a number. Give a text, in quotes if it looks like something else.",
        "compose.yaml:5:17 services.web.privileged is a text. Give true or false.",
        'compose.yaml:7:9 services.web.ports[0] has the port "nonsense". Give a number up to 65535, or a range of them.',
        "compose.yaml:8:9 services.web.ports[1] has no target. Give it the port in the container.",
        'compose.yaml:9:9 services.web.ports[2] has the published port "70000". Give a number up to 65535, or a range as long as 80.',
        "compose.yaml:10:15 services.web.volumes[0] has too many colons. Write SOURCE:TARGET:MODE.",
        "compose.yaml:10:30 services.web.volumes[1] has no target. Give it a path in the container.",
        "compose.yaml:13:16 services.web.mem_limit is a text. Give a size, e.g. 512m.",
        "compose.yaml:15:18 services.web.environment is a list. Give a mapping.",
        'compose.yaml:16:3 services.a b: "a b" is no name that Compose takes. Use letters, digits and . _ - only.',
        "compose.yaml:19:11 networks is a list. Give a mapping.",
        "compose.yaml:20:1 unheard is nothing that Compose knows here. Take it out, or begin its name with x-.",
        "compose.yaml:17:3 services.empty is empty. Give a mapping, or take it out.",
        "compose.yaml:11:15 Service web has network_mode and networks. Take one of them out.",
        "compose.yaml:11:16 Service web uses nowhere, which is not among the file's networks. Add it there.",
        "compose.yaml:14:18 Service web needs service nobody, which is not there. Define it, or correct the name.",
        "compose.yaml:18:3 Service bare has neither an image nor a build. Give it one of them.",
      ],
    );
  });

  for (const [what, text, expected] of [
    ["no YAML", "services: {web: [}", /^compose\.yaml:1:18 This is not YAML: .* Correct it\.$/],
    [
      "a key twice",
      "services:\n  a: {image: a}\n  a: {image: b}",
      /^compose\.yaml:3:3 The key "a" stands here twice/,
    ],
    ["a key that is no text", "services: {web: {image: a, labels: {5: a}}}", /:1:37 This key is not a text/],
    ["an anchor that is not there", "services: *nothing", /:1:11 There is no anchor &nothing/],
    ["an anchor inside of itself", "services: &a {web: *a}", /:1:20 \*a stands inside of what it stands for/],
    ["a merge of no mapping", "x: &a [1]\nservices: {web: {<<: *a}}", /:1:8 Only a mapping can be merged/],
    ["no variable", "services: {web: {image: '${'}}", /:1:25 "\$\{" opens no variable here/],
    ["nothing", "", /^compose\.yaml:1:1 This file is empty/],
    ["only a comment", "# nothing\n---\n", /^compose\.yaml:1:1 This file is empty/],
    ["a text", "just words", /^compose\.yaml:1:1 .*is a text\. Give a mapping/],
    ["a list", "[services]", /^compose\.yaml:1:1 .*is a list\. Give a mapping/],
    [
      "services that wait for themselves",
      "services:\n  a: {image: a, links: [b]}\n  b: {image: b, pid: 'service:a'}",
      /:2:3 These services wait for each other: a -> b -> a/,
    ],
    [
      "a container's name for many",
      "services: {a: {image: a, container_name: cc, scale: 2}}",
      /2 replicas and one container_name/,
    ],
    [
      "two limits",
      "services: {a: {image: a, cpus: 1, deploy: {resources: {limits: {cpus: 2}}}}}",
      /gives cpus in one way/,
    ],
  ] as const) {
    it(`names ${what}`, () => {
      const found = problems(text);
      assert.equal(
        found.some(line => expected.test(line)),
        true,
        found.join("\n"),
      );
    });
  }

  it("leaves no topology, since nobody knows what the rest would reach", () => {
    assert.equal(reading({ "compose.yaml": "services: {web: {image: a}, bad: {}}" }).topology, undefined);
  });

  it("is told from what is only worth knowing", () => {
    const { topology, remarks } = reading({
      "compose.yaml": "services:\n  web:\n    image: a:${TAG:?give one}\n    env_file: no.env",
    });
    assert.ok(topology);
    assert.deepEqual(
      remarks.map(({ line, message }) => `${line} ${message}`),
      [
        "3 Variable TAG is not set (the file asks for it: give one), so what hangs on it is not known. Set it, or give it in an .env file.",
        "4 The file ./no.env is not there, so its variables are not known. Put it there.",
      ],
    );
  });

  it("is said of an .env file too", () => {
    assert.deepEqual(problems({ "compose.yaml": "services: {web: {image: a}}", ".env": "A=1\nB='" }), [
      ".env:2:3 The quote that B opens is not closed. Close it.",
    ]);
  });
});
