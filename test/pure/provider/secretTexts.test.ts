import assert from "node:assert/strict";
import fc from "fast-check";
import { type Properties, Secret, secretTexts } from "../../../provider/protocol/values.ts";

const secret = "s3cret-of-the-shop";
const found = (value: Properties): readonly string[] => secretTexts(value);

describe("provider: what a message must not show of a secret", () => {
  it("is its text wherever it stands, and nothing of what is not secret", () => {
    const value = {
      envs: ["MODE=production"],
      uploads: [{ file: "/etc/app.conf", content: new Secret(secret) }],
    };
    assert.deepEqual(found(value), [secret]);
  });

  it("is every text inside a secret list or object", () => {
    const inside = found({
      labels: new Secret([{ label: "team", value: secret }]),
      command: new Secret(["echo", secret]),
    });
    assert.deepEqual([...inside].sort(), ["echo", secret, "team"].sort());
  });

  const forms: readonly (readonly [title: string, text: string])[] = [
    ["the value of an environment entry", `DB_PASS=${secret}`],
    ["a line of several", `first line\n  ${secret}  \nlast line`],
    ["the value of a setting", `[main]\npassword = "${secret}"\n`],
    ["the value of a setting with a colon", `user: shop\npassword: ${secret}\n`],
    ["a string in JSON", JSON.stringify({ token: secret }, undefined, 2)],
    ["what stands in base64", Buffer.from(`${secret}\n`).toString("base64")],
    ["a setting that stands in base64", Buffer.from(`a=b\npassword=${secret}\n`).toString("base64")],
    ["the password of a URL", `postgres://shop:${secret}@db/shop`],
    [
      "the password of a URL in an environment entry",
      `DSN=postgres://shop:${secret}@db:5432/shop?sslmode=off`,
    ],
  ];
  for (const [title, text] of forms) {
    it(`is ${title}`, () => assert.ok(found({ given: new Secret(text) }).includes(secret)));
  }

  it("is a URL's password as it reads when it is decoded", () => {
    assert.ok(found({ dsn: new Secret("amqp://shop:p%40ss%2Fword@queue") }).includes("p@ss/word"));
    assert.ok(found({ dsn: new Secret("amqp://shop:100%sure@queue") }).includes("100%sure"));
  });

  it("is no text of less than four letters, which would black out half of a message", () => {
    assert.deepEqual(found({ given: new Secret(["abc", "a=b", "", 12]) }), []);
  });

  it("is a number too", () => assert.deepEqual(found({ pin: new Secret(271_828) }), ["271828"]));

  it("comes with long texts first, so that a part of one is not taken out of it before", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), texts => {
        const lengths = found({ given: new Secret(texts) }).map(text => text.length);
        assert.deepEqual(
          lengths,
          lengths.toSorted((left, right) => right - left),
        );
      }),
    );
  });

  it("leaves no secret line in a message that shows it", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4 }).filter(text => text.trim().length >= 4),
        fc.string(),
        (text, other) => {
          const message = `${other}${text}${other}`;
          const hidden = found({ given: new Secret(text) }).reduce(
            (left, part) => left.replaceAll(part, ""),
            message,
          );
          assert.ok(!hidden.includes(text));
        },
      ),
    );
  });
});
