import assert from "node:assert/strict";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { canary, partial, shell, useFailing } from "./failing.ts";
import { containerUrn, idle } from "./useProvider.ts";

describe("provider: secrets of a container", () => {
  const { provider, fail } = useFailing();

  it("are in no message, in whatever form a log shows them", async () => {
    const forms: readonly (readonly [Properties, shown: string])[] = [
      [{ envs: new Secret([`TOKEN=${canary}`]), ...shell("echo $TOKEN; exit 1") }, "[secret]"],
      [
        {
          envs: [new Secret(`DSN=postgres://shop:${canary}@db/shop`)],
          ...shell("busybox echo $DSN | busybox sed s/.*shop:/got:/; exit 1"),
        },
        "got:[secret]@db/shop",
      ],
      [{ entrypoints: ["busybox", "sh", "-c"], command: new Secret([`echo ${canary}; exit 1`]) }, "[secret]"],
      [
        uploaded({ content: new Secret(`# settings\npassword = "${canary}"\n`) }, "sed s/.*=// /tmp/f"),
        "[secret]",
      ],
      [
        uploaded(
          { contentBase64: new Secret(Buffer.from(`first\n${canary}\n`).toString("base64")) },
          "busybox tail -n 1 /tmp/f",
        ),
        "[secret]",
      ],
      [
        uploaded(
          { content: new Secret(JSON.stringify({ user: "shop", token: canary })) },
          `sed "s/.*token..//" /tmp/f`,
        ),
        "[secret]",
      ],
    ];
    for (const [inputs, shown] of forms) {
      const { failure, urn } = await fail(inputs);
      const { id, state } = partial(failure);
      const last = failure.message.split("\n").at(-1)?.trim() ?? "";
      assert.ok(last.includes(shown) && !failure.message.includes(canary), failure.message);
      // What the state holds of it is secret there too.
      assert.ok(!JSON.stringify(withoutSecrets(state)).includes(canary));
      await provider.client.delete(urn, id, state);
    }
  });

  it("stay secret in the outputs, and so does a log that shows one", async () => {
    const { client } = provider;
    const made = await client.make(containerUrn(), {
      ...idle,
      ...shell("echo token is $TOKEN"),
      envs: new Secret([`TOKEN=${canary}`]),
      attach: true,
      logs: true,
    });
    assert.deepEqual(made.state["envs"], new Secret([`TOKEN=${canary}`]));
    assert.deepEqual(made.state["containerLogs"], new Secret(`token is ${canary}\n`));
    assert.ok(!JSON.stringify(withoutSecrets(made.state)).includes(canary));
    const read = await client.read(made.urn, made.id, made.inputs, made.state);
    assert.deepEqual(read?.state, made.state);
    await client.delete(made.urn, made.id, made.state);
  });
});

function uploaded(content: Properties, print: string): Properties {
  return {
    ...shell(`${print.startsWith("sed") ? `busybox ${print}` : print}; exit 1`),
    uploads: [{ file: "/tmp/f", ...content }],
  };
}

function withoutSecrets(value: unknown): unknown {
  if (value instanceof Secret) return "secret";
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}
