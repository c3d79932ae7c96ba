import assert from "node:assert/strict";
import { whyNoImage } from "../../../components/check/imageName.ts";

const digest = `sha256:${"0a".repeat(32)}`;

describe("pure: an image's name", () => {
  const right = [
    "nginx",
    "acme/api:1.4.2",
    "acme/a.b_c__d---e/f",
    "localhost/api",
    "registry.example.com:5000/team/api:v1_A.b-c",
    "Registry:5000/api",
    "[2001:db8::1]:5000/api",
    `acme/api@${digest}`,
    `acme/api:1@${digest}`,
    digest,
    "sha256:0123",
    "0a".repeat(32),
    `a:${"x".repeat(128)}`,
  ];
  for (const text of right) {
    it(`is ${text.slice(0, 40)}`, () => {
      assert.equal(whyNoImage(text), undefined);
    });
  }

  const wrong = [
    "Foo Bar:x",
    "Acme/Api",
    "acme/api:",
    "acme//api",
    "/api",
    "api/",
    "acme/-api",
    "acme/a..b",
    "api@sha256:0123",
    "api:1:2",
    "https://example.com/api",
    `a:${"x".repeat(129)}`,
    " nginx",
  ];
  for (const text of wrong) {
    it(`is not ${text.slice(0, 40)}`, () => {
      const form =
        "[host[:port]/]name[:tag][@digest], its name in lower-case letters, such as acme/api:1.4.2";
      assert.equal(whyNoImage(text), `${JSON.stringify(text)} is no image's name; write it as ${form}`);
    });
  }

  it("is neither empty nor longer than 255 characters", () => {
    assert.equal(whyNoImage(""), "give an image's name, such as acme/api:1.4.2");
    assert.match(whyNoImage("a".repeat(256)) ?? "", /at most 255/);
    assert.equal(whyNoImage("a".repeat(255)), undefined);
  });
});
