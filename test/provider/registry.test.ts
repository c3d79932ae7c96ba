import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectContainer, inspectImage, removeImage, tagImage } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { send } from "../../provider/registry/transport.ts";
import { engine } from "../harness/engine.ts";
import { registryUser } from "../harness/registry.ts";
import { containerUrn, idle, imageUrn, useFurtherProviders } from "./useProvider.ts";
import { configWith, fails, registryImageUrn, useRegistry } from "./useRegistry.ts";

const { username, password } = registryUser;
const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
const plainly = { insecure: false, signal: new AbortController().signal };

describe("provider: a registry that asks for a name and a password", function () {
  this.timeout(60_000);
  const own = useRegistry();
  const further = useFurtherProviders();

  it("gives an image's digest by tag and by digest", async () => {
    assert.match(own.digest, /^sha256:[0-9a-f]{64}$/);
    for (const asked of [
      own.name,
      `${own.registry.host}/shop/app@${own.digest}`,
      `${own.name}@${own.digest}`,
    ]) {
      assert.deepEqual(await own.invoke("getRegistryImage", { name: asked }), {
        id: own.digest,
        name: asked,
        insecureSkipVerify: false,
        sha256Digest: own.digest,
      });
    }
  });

  it("gives the images of an index, with the login of the call too", async () => {
    const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
    const { digest } = own;
    const manifests = [
      { mediaType, size: await sizeOf(digest), digest, platform: { architecture: "amd64", os: "linux" } },
      { mediaType, size: await sizeOf(digest), digest, platform: { architecture: "arm64", os: "linux" } },
    ];
    await put("multi", "application/vnd.docker.distribution.manifest.list.v2+json", {
      schemaVersion: 2,
      mediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
      manifests,
    });
    const expected = manifests.map(({ platform }) => ({ ...platform, mediaType, sha256Digest: digest }));
    const multi = `${own.registry.host}/shop/app:multi`;
    const found = await own.invoke("getRegistryImageManifests", { name: multi });
    assert.deepEqual(found, {
      id: "shop/app:multi",
      name: multi,
      insecureSkipVerify: false,
      manifests: expected,
    });
    const without = await further();
    const authConfig = { address: own.registry.host, username, password };
    const token = "docker:index/getRegistryImageManifests:getRegistryImageManifests";
    assert.deepEqual((await without.invoke(token, { name: multi, authConfig }))["manifests"], expected);
    // An engine pushes one of the two kinds there are.
    const kind = /application\/vnd\.(?:docker\.distribution|oci\.image)\.manifest\.v[12]\+json/;
    await assert.rejects(own.invoke("getRegistryImageManifests", { name: own.name }), (error: Error) => {
      assert.equal(
        error.message.replace(kind, "KIND"),
        `The image ${own.name} is for one platform alone: its registry keeps no list of manifests under that name, but KIND. Ask getRegistryImage for its digest.`,
      );
      return true;
    });
  });

  it("is pulled from by digest, for an image and for a container", async () => {
    const pinned = `${own.registry.host}/shop/pinned@${own.digest}`;
    await own.client.make(registryImageUrn(), {
      name: await own.tagged("shop/pinned:1"),
      keepRemotely: true,
    });
    await forgetImage();
    const image = await own.client.make(imageUrn(), { name: pinned });
    assert.equal(image.state["repoDigest"], pinned);
    await own.client.delete(image.urn, image.id, { ...image.state, keepLocally: true });
    await forgetImage(pinned);
    const made = await own.client.make(containerUrn(), { ...idle, image: pinned, mustRun: true });
    assert.equal((await inspectContainer(engine, made.id))?.Image, image.state["imageId"]);
    await own.client.delete(made.urn, made.id, made.state);
    for (const one of own.names) await tagImage(engine, pinned, one);
    await removeImage(engine, pinned, { force: true });
  });

  it("refuses who has no login, or a wrong one, without a word of the password", async () => {
    const wrong = "wrong-of-a-test";
    const [stranger, liar] = await Promise.all([
      further(),
      further({ config: configWith({ address: own.registry.host, username, password: wrong }) }),
    ]);
    const token = "docker:index/getRegistryImage:getRegistryImage";
    await fails(
      stranger.invoke(token, { name: own.name }),
      `The registry ${own.registry.host} asks for a login for ${own.name}. Give the registry's login in the provider's registryAuth, or run \`docker login\`.`,
    );
    await fails(
      liar.invoke(token, { name: own.name }),
      `The registry ${own.registry.host} does not take the login of shop for ${own.name}. Give the registry's login in the provider's registryAuth, or run \`docker login\`.`,
    );
    const asks =
      "its registry asks for a login, or for another one. Give the registry's login in the provider's registryAuth, or run `docker login`.";
    const elsewhere = `${own.registry.host}/shop/elsewhere:1`;
    for (const one of [stranger, liar]) {
      await fails(one.make(imageUrn(), { name: elsewhere }), `Could not pull image ${elsewhere}: ${asks}`);
      await fails(
        one.make(registryImageUrn(), { name: own.name }),
        `Could not push image ${own.name}: ${asks}`,
      );
    }
    const log = await own.registry.log();
    for (const secret of [password, wrong, basic]) assert.ok(!log.includes(secret));
  });

  it("says what it does not have", async () => {
    const none = `${own.registry.host}/shop/none:1`;
    await fails(
      own.invoke("getRegistryImage", { name: none }),
      `The registry ${own.registry.host} has no image ${none}. Check the image's name and tag.`,
    );
    await assert.rejects(own.invoke("getRegistryImage", { name: "localhost:1/none:1" }), {
      message:
        "The registry localhost:1 does not answer (ECONNREFUSED). Check the image's name and that this machine reaches the registry.",
    });
  });

  describe("takes the login that docker has kept", () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "bulkhead-test-docker-"));
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it("in its configuration", async () => {
      const auth = Buffer.from(`${username}:${password}`).toString("base64");
      await writeFile(
        join(folder, "config.json"),
        JSON.stringify({ auths: { [own.registry.host]: { auth } } }),
      );
      await asks({ DOCKER_CONFIG: folder });
    });

    it("with a credential helper", async () => {
      const answer = JSON.stringify({ ServerURL: own.registry.host, Username: username, Secret: password });
      await writeFile(join(folder, "docker-credential-of-a-test"), `#!/bin/sh\necho '${answer}'\n`, {
        mode: 0o755,
      });
      await writeFile(
        join(folder, "config.json"),
        JSON.stringify({ credHelpers: { [own.registry.host]: "of-a-test" } }),
      );
      await asks({ DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` });
    });

    it("in a configuration that the provider is given, as a file or as text", async () => {
      const auth = Buffer.from(`${username}:${password}`).toString("base64");
      const content = JSON.stringify({ auths: { [`http://${own.registry.host}/v1/`]: { auth } } });
      await writeFile(join(folder, "other.json"), content);
      const address = own.registry.host;
      await asks({}, configWith({ address, configFile: join(folder, "other.json") }));
      await asks({}, configWith({ address, configFileContent: content }));
    });

    it("but none where registryAuth says so", async () => {
      const config = configWith({ address: own.registry.host, username, password, authDisabled: true });
      await assert.rejects(asks({}, config), /asks for a login/);
    });

    async function asks(env: NodeJS.ProcessEnv, config: Properties = {}): Promise<void> {
      const one = await further({ env, config });
      const token = "docker:index/getRegistryImage:getRegistryImage";
      assert.equal((await one.invoke(token, { name: own.name }))["id"], own.digest);
    }
  });

  /** Asks the registry itself, past the provider. */
  function registryUrl(path: string): URL {
    return new URL(`http://${own.registry.host}/v2/shop/app/manifests/${path}`);
  }

  async function sizeOf(reference: string): Promise<number> {
    const headers = { Authorization: basic, Accept: "application/vnd.docker.distribution.manifest.v2+json" };
    const { body } = await send({ method: "GET", url: registryUrl(reference), headers, ...plainly });
    return body.length;
  }

  async function put(tag: string, type: string, manifest: object): Promise<void> {
    const headers = { Authorization: basic, "Content-Type": type };
    const { status, body } = await send({
      method: "PUT",
      url: registryUrl(tag),
      headers,
      body: JSON.stringify(manifest),
      ...plainly,
    });
    assert.equal(status, 201, body.toString());
  }

  /** Takes the image under test from the engine, with all its names. */
  async function forgetImage(...further: readonly string[]): Promise<void> {
    for (const one of [...own.names, ...further]) await removeImage(engine, one, { force: true });
    assert.equal(await inspectImage(engine, own.local), undefined);
  }
});
