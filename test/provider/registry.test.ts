import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectContainer, inspectImage, removeImage, tagImage } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { send } from "../../provider/registry/transport.ts";
import { registryImage } from "../../provider/resources/registryImage.ts";
import { type Certificate, TestAuthority } from "../harness/certificates.ts";
import { engine } from "../harness/engine.ts";
import { ProviderClient, type RpcFailure, urnOf } from "../harness/providerClient.ts";
import { registryUser, TestRegistry } from "../harness/registry.ts";
import { unique } from "../harness/run.ts";
import { TokenServer } from "../harness/tokenServer.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import type { PropertyCase } from "./properties/case.ts";
import { assertCovered } from "./properties/covered.ts";
import { goThrough, titleOf } from "./properties/lifetime.ts";
import { containerUrn, idle, imageUrn, useFurtherProviders } from "./useProvider.ts";

const { username, password } = registryUser;
const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
const urn = (): string => urnOf("registryImage", "RegistryImage", unique("r"));
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** The provider's settings, as the SDK sends them. */
function configWith(...registryAuth: readonly Properties[]): Properties {
  return { registryAuth: JSON.stringify(registryAuth) };
}

describe("provider: a registry that asks for a name and a password", function () {
  this.timeout(60_000);
  let registry: TestRegistry;
  let client: ProviderClient;
  let name: string;
  let digest: string;
  const [local] = useImageNames(newImageName());
  const tags: string[] = [];
  const further = useFurtherProviders();

  before(async () => {
    registry = await TestRegistry.start();
    client = await ProviderClient.start({
      config: configWith({ address: registry.host, username, password }),
    });
    await commitImage(local);
    name = await tagged("shop/app:1");
    const made = await client.make(urn(), { name, keepRemotely: true });
    digest = String(made.state["sha256Digest"]);
  });
  after(async () => {
    await client?.stop();
    for (const tag of tags) await removeImage(engine, tag, { force: true });
    await registry?.dispose();
  });

  /** A further name, in the registry, for the image under test. */
  async function tagged(path: string): Promise<string> {
    const tag = `${registry.host}/${path}`;
    await tagImage(engine, local, tag);
    tags.push(tag);
    return tag;
  }

  describe("RegistryImage", () => {
    const cases: readonly PropertyCase[] = [
      { first: { name: "shop/one:1" }, second: { name: "shop/two:1" }, change: "replace" },
      { first: { triggers: { source: "one" } }, second: { triggers: { source: "two" } }, change: "replace" },
      { first: { keepRemotely: true }, second: { keepRemotely: false }, change: "local" },
      { first: { insecureSkipVerify: true }, second: { insecureSkipVerify: undefined }, change: "local" },
      {
        first: { authConfig: { address: "here", username, password } },
        second: { authConfig: { address: "here", username, password: "another" } },
        change: "local",
      },
    ];

    it("has a case for each property", () => assertCovered(registryImage.table, cases));

    for (const one of cases) {
      it(titleOf(one), async () => {
        const here = JSON.parse(
          JSON.stringify(one)
            .replaceAll('"shop/', `"${registry.host}/shop/`)
            .replaceAll('"here"', `"${registry.host}"`),
        ) as PropertyCase;
        const own = await tagged(`shop/${unique("case")}:1`);
        const moved = {
          ...here,
          second: {
            ...Object.fromEntries(Object.keys(one.second).map(key => [key, undefined])),
            ...here.second,
          },
        };
        if (here.first["name"] !== undefined) await tagged("shop/one:1");
        await goThrough(
          client,
          { type: registryImage, urn, common: { name: own }, inspect: async () => ({}) },
          moved,
          async (made, news) => {
            if (one.change === "replace") return;
            const state = await client.update(made.urn, made.id, made.inputs, made.state, news);
            assert.equal(state["sha256Digest"], made.id);
          },
        );
      });
    }

    it("is pushed, found again, and removed at the end", async () => {
      const own = await tagged("shop/passing:1");
      const later = await further({
        config: configWith({ address: registry.host, username, password }),
      });
      await commitOther(own);
      const { urn: one, id, inputs, state } = await client.make(urn(), { name: own });
      assert.match(id, digestPattern);
      assert.equal(state["sha256Digest"], id);
      assert.deepEqual((await client.read(one, id, inputs, state))?.state, state);
      // A run of its own, as the run that has pushed it leaves it to a twin that may have replaced it.
      await client.delete(one, id, state);
      assert.equal(await digestOf(own), id);
      await later.delete(one, id, state);
      assert.equal(await client.read(one, id, inputs, state), undefined);
      await later.delete(one, id, state);
    });

    it("that is kept stays in the registry", async () => {
      const later = await further({
        config: configWith({ address: registry.host, username, password }),
      });
      await later.delete(urn(), digest, { name, keepRemotely: true, sha256Digest: digest });
      assert.equal(await digestOf(name), digest);
    });

    it("takes a login of its own", async () => {
      const own = await tagged("shop/own:1");
      const without = await further();
      const authConfig = { address: registry.host, username, password };
      const made = await without.make(urn(), { name: own, authConfig, keepRemotely: true });
      assert.equal(made.id, digest);
      assert.deepEqual((await without.read(made.urn, made.id, made.inputs, made.state))?.inputs, made.inputs);
    });

    it("without a name, or of what the engine does not have, is refused", async () => {
      assert.deepEqual((await client.check(urn(), {}, {})).failures, [
        { property: "name", reason: "it is required, as no image is built here; give a value" },
      ]);
      const { failures } = await client.check(urn(), {}, { name: "a@sha256:00", build: { context: "." } });
      assert.deepEqual(
        failures.map(({ property }) => property),
        ["name", "build"],
      );
      const none = `${registry.host}/shop/none:1`;
      await fails(
        client.make(urn(), { name: none }),
        `Could not push image ${none}: the engine has no image of that name. Pull, build or tag it first, or correct its name.`,
      );
    });
  });

  it("gives an image's digest by tag and by digest", async () => {
    assert.match(digest, digestPattern);
    for (const asked of [name, `${registry.host}/shop/app@${digest}`, `${name}@${digest}`]) {
      assert.deepEqual(await invoke("getRegistryImage", { name: asked }), {
        id: digest,
        name: asked,
        insecureSkipVerify: false,
        sha256Digest: digest,
      });
    }
  });

  it("gives the images of an index, with the login of the call too", async () => {
    const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
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
    const multi = `${registry.host}/shop/app:multi`;
    const found = await invoke("getRegistryImageManifests", { name: multi });
    assert.deepEqual(found, {
      id: "shop/app:multi",
      name: multi,
      insecureSkipVerify: false,
      manifests: expected,
    });
    const without = await further();
    const authConfig = { address: registry.host, username, password };
    const token = "docker:index/getRegistryImageManifests:getRegistryImageManifests";
    assert.deepEqual((await without.invoke(token, { name: multi, authConfig }))["manifests"], expected);
    // An engine pushes one of the two kinds there are.
    const kind = /application\/vnd\.(?:docker\.distribution|oci\.image)\.manifest\.v[12]\+json/;
    await assert.rejects(invoke("getRegistryImageManifests", { name }), (error: Error) => {
      assert.equal(
        error.message.replace(kind, "KIND"),
        `The image ${name} is for one platform alone: its registry keeps no list of manifests under that name, but KIND. Ask getRegistryImage for its digest.`,
      );
      return true;
    });
  });

  it("is pulled from by digest, for an image and for a container", async () => {
    const pinned = `${registry.host}/shop/pinned@${digest}`;
    await client.make(urn(), { name: await tagged("shop/pinned:1"), keepRemotely: true });
    await forgetImage();
    const image = await client.make(imageUrn(), { name: pinned });
    assert.equal(image.state["repoDigest"], pinned);
    await client.delete(image.urn, image.id, { ...image.state, keepLocally: true });
    await forgetImage(pinned);
    const made = await client.make(containerUrn(), { ...idle, image: pinned, mustRun: true });
    assert.equal((await inspectContainer(engine, made.id))?.Image, image.state["imageId"]);
    await client.delete(made.urn, made.id, made.state);
    for (const one of [local, ...tags]) await tagImage(engine, pinned, one);
    await removeImage(engine, pinned, { force: true });
  });

  it("refuses who has no login, or a wrong one, without a word of the password", async () => {
    const wrong = "wrong-of-a-test";
    const [stranger, liar] = await Promise.all([
      further(),
      further({ config: configWith({ address: registry.host, username, password: wrong }) }),
    ]);
    const token = "docker:index/getRegistryImage:getRegistryImage";
    await fails(
      stranger.invoke(token, { name }),
      `The registry ${registry.host} asks for a login for ${name}. Give the registry's login in the provider's registryAuth, or run \`docker login\`.`,
    );
    await fails(
      liar.invoke(token, { name }),
      `The registry ${registry.host} does not take the login of shop for ${name}. Give the registry's login in the provider's registryAuth, or run \`docker login\`.`,
    );
    const asks =
      "its registry asks for a login, or for another one. Give the registry's login in the provider's registryAuth, or run `docker login`.";
    const elsewhere = `${registry.host}/shop/elsewhere:1`;
    for (const one of [stranger, liar]) {
      await fails(one.make(imageUrn(), { name: elsewhere }), `Could not pull image ${elsewhere}: ${asks}`);
      await fails(one.make(urn(), { name }), `Could not push image ${name}: ${asks}`);
    }
    const log = await registry.log();
    for (const secret of [password, wrong, basic]) assert.ok(!log.includes(secret));
  });

  it("says what it does not have", async () => {
    const none = `${registry.host}/shop/none:1`;
    await fails(
      invoke("getRegistryImage", { name: none }),
      `The registry ${registry.host} has no image ${none}. Check the image's name and tag.`,
    );
    await assert.rejects(invoke("getRegistryImage", { name: "localhost:1/none:1" }), {
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
      await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
      await asks({ DOCKER_CONFIG: folder });
    });

    it("with a credential helper", async () => {
      const answer = JSON.stringify({ ServerURL: registry.host, Username: username, Secret: password });
      await writeFile(join(folder, "docker-credential-of-a-test"), `#!/bin/sh\necho '${answer}'\n`, {
        mode: 0o755,
      });
      await writeFile(
        join(folder, "config.json"),
        JSON.stringify({ credHelpers: { [registry.host]: "of-a-test" } }),
      );
      await asks({ DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` });
    });

    it("in a configuration that the provider is given, as a file or as text", async () => {
      const auth = Buffer.from(`${username}:${password}`).toString("base64");
      const content = JSON.stringify({ auths: { [`http://${registry.host}/v1/`]: { auth } } });
      await writeFile(join(folder, "other.json"), content);
      const address = registry.host;
      await asks({}, configWith({ address, configFile: join(folder, "other.json") }));
      await asks({}, configWith({ address, configFileContent: content }));
    });

    it("but none where registryAuth says so", async () => {
      const config = configWith({ address: registry.host, username, password, authDisabled: true });
      await assert.rejects(asks({}, config), /asks for a login/);
    });

    async function asks(env: NodeJS.ProcessEnv, config: Properties = {}): Promise<void> {
      const own = await further({ env, config });
      const token = "docker:index/getRegistryImage:getRegistryImage";
      assert.equal((await own.invoke(token, { name }))["id"], digest);
    }
  });

  const invoke = (token: string, args: Properties): Promise<Properties> =>
    client.invoke(`docker:index/${token}:${token}`, args);

  async function digestOf(image: string): Promise<unknown> {
    return (await invoke("getRegistryImage", { name: image }))["id"];
  }

  /** Asks the registry itself, past the provider. */
  function registryUrl(path: string): URL {
    return new URL(`http://${registry.host}/v2/shop/app/manifests/${path}`);
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

  /** Gives a name to an image of other content, so that its digest is its own. */
  async function commitOther(tag: string): Promise<void> {
    await removeImage(engine, tag, { force: true });
    await commitImage(tag);
  }

  /** Takes the image under test from the engine, with all its names. */
  async function forgetImage(...further: readonly string[]): Promise<void> {
    for (const one of [...tags, local, ...further]) await removeImage(engine, one, { force: true });
    assert.equal(await inspectImage(engine, local), undefined);
  }
});

const plainly = { insecure: false, signal: new AbortController().signal };

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
    const auth = configWith({ address: registry.host, username, password });
    await commitImage(image);
    const [plain, knowing] = await Promise.all([
      further({ config: auth }),
      further({ config: auth, env: { NODE_EXTRA_CA_CERTS: authority.certificate } }),
    ]);
    try {
      const pushed = await plain.make(urn(), { name: image, insecureSkipVerify: true });
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
    const [known, stranger] = await Promise.all([
      further({ config: configWith({ address: registry.host, username, password }) }),
      further(),
    ]);
    try {
      const pushed = await known.make(urn(), { name: image, keepRemotely: true });
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

/** Asserts what is said of work that fails. */
async function fails(work: Promise<unknown>, says: string): Promise<void> {
  await assert.rejects(work, (error: Error) => {
    assert.equal(error.message, says);
    return true;
  });
}
