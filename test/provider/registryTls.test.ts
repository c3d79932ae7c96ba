import assert from "node:assert/strict";
import { removeImage } from "../../engine/index.ts";
import { type Certificate, TestAuthority } from "../harness/certificates.ts";
import { engine } from "../harness/engine.ts";
import type { RpcFailure } from "../harness/providerClient.ts";
import { registryUser, TestRegistry } from "../harness/registry.ts";
import { TokenServer } from "../harness/tokenServer.ts";
import { commitImage } from "./ownImage.ts";
import { useFurtherProviders } from "./useProvider.ts";
import { loginFor, registryImageUrn } from "./useRegistry.ts";

const { username, password } = registryUser;
const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

describe("provider: a registry behind TLS", function () {
  this.timeout(60_000);
  let authority: TestAuthority;
  let server: Certificate;
  const further = useFurtherProviders();
  before(async () => {
    authority = await TestAuthority.create();
    server = await authority.issue("server", "server");
  });
  after(() => authority?.dispose());

  it("is trusted when its authority is known, or when nobody asks; otherwise it is not spoken to at all", async () => {
    const registry = await TestRegistry.start({ tls: server });
    const image = `${registry.host}/shop/tls:1`;
    const auth = loginFor(registry);
    await commitImage(image);
    const [plain, knowing] = await Promise.all([
      further({ config: auth }),
      further({ config: auth, env: { NODE_EXTRA_CA_CERTS: authority.certificate } }),
    ]);
    try {
      const pushed = await plain.make(registryImageUrn(), { name: image, insecureSkipVerify: true });
      const token = "docker:index/getRegistryImage:getRegistryImage";
      const trusting = await plain.invoke(token, { name: image, insecureSkipVerify: true });
      assert.equal(trusting["id"], pushed.id);
      assert.equal((await knowing.invoke(token, { name: image }))["id"], pushed.id);
      await assert.rejects(plain.invoke(token, { name: image }), (error: RpcFailure) => {
        assert.match(
          error.details,
          /^The certificate of the registry 127\.0\.0\.1:\d+ is not to be trusted \(.+\)\. Let Node know its authority/,
        );
        return true;
      });
      await plain.delete(pushed.urn, pushed.id, pushed.state);
    } finally {
      await removeImage(engine, image, { force: true });
      await registry.dispose();
    }
  });

  it("or one that sends its callers to a token server gives its digests, and takes pushes", async () => {
    const tokens = await TokenServer.start(server);
    const registry = await TestRegistry.start({
      token: { realm: tokens.realm, certificate: server.certificate },
    });
    const image = `${registry.host}/shop/token:1`;
    await commitImage(image);
    const [known, stranger] = await Promise.all([further({ config: loginFor(registry) }), further()]);
    try {
      const pushed = await known.make(registryImageUrn(), { name: image, keepRemotely: true });
      const token = "docker:index/getRegistryImage:getRegistryImage";
      assert.equal((await known.invoke(token, { name: image }))["id"], pushed.id);
      assert.ok(tokens.asked.includes(basic));
      await assert.rejects(stranger.invoke(token, { name: image }), /asks for a login for/);
      assert.equal(tokens.asked.at(-1), "");
    } finally {
      await removeImage(engine, image, { force: true });
      await registry.dispose();
      await tokens.dispose();
    }
  });
});
