import { createHash } from "node:crypto";
import { EngineFailure, type RegistryLogin } from "../../engine/index.ts";
import { parseChallenge } from "./challenge.ts";
import { parseReference, type Reference } from "./reference.ts";
import { type Answer, type Request, send } from "./transport.ts";

/** How a registry is asked. */
export interface RegistryOptions {
  readonly login: RegistryLogin | undefined;
  /** Takes any certificate. */
  readonly insecure: boolean;
  readonly signal: AbortSignal;
}

/** What a registry holds under a name. */
export interface Manifest {
  /** `sha256:...` of its content. */
  readonly digest: string;
  readonly mediaType: string;
  /** Its text; empty where only the digest was asked for. */
  readonly text: string;
}

/** Every form in which an image, or an index of images for several platforms, is kept. */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** The digest under which a registry holds an image. The content is not loaded, which registries count as a pull. */
export async function findDigest(image: string, options: RegistryOptions): Promise<string> {
  const answer = await ask("HEAD", image, options);
  const digest = headerOf(answer, "docker-content-digest");
  // A registry need not say it; then the content does.
  return digest === "" ? (await findManifest(image, options)).digest : digest;
}

/** The manifest under which a registry holds an image. */
export async function findManifest(image: string, options: RegistryOptions): Promise<Manifest> {
  const answer = await ask("GET", image, options);
  const digest =
    headerOf(answer, "docker-content-digest") ||
    `sha256:${createHash("sha256").update(answer.body).digest("hex")}`;
  return { digest, mediaType: headerOf(answer, "content-type"), text: answer.body.toString("utf8") };
}

/** Removes an image from a registry by its digest; nothing happens when it is gone. */
export async function removeManifest(image: string, digest: string, options: RegistryOptions): Promise<void> {
  const { host, repository } = parseReference(image);
  const answer = await authorized("DELETE", host, `${repository}/manifests/${digest}`, image, options);
  if (answer.status === 404 || (answer.status >= 200 && answer.status < 300)) return;
  if (answer.status === 405) {
    throw new EngineFailure(
      "unsupported",
      `Could not remove ${image} from its registry: ${host} lets nobody remove images.`,
      "Set keepRemotely to leave it there, or let the registry's owner allow removal.",
    );
  }
  throw refused(answer, host, image, options);
}

async function ask(method: "GET" | "HEAD", image: string, options: RegistryOptions): Promise<Answer> {
  const reference = parseReference(image);
  const path = `${reference.repository}/manifests/${wanted(reference)}`;
  const answer = await authorized(method, reference.host, path, image, options);
  if (answer.status !== 200) throw refused(answer, reference.host, image, options);
  return answer;
}

function wanted({ digest, tag }: Reference): string {
  return digest ?? tag;
}

/** Asks, and asks again with the login where the registry wants one: it is shown to nobody who does not ask for it. */
async function authorized(
  method: Request["method"],
  host: string,
  path: string,
  image: string,
  options: RegistryOptions,
): Promise<Answer> {
  const headers = { Accept: manifestTypes };
  const first = await reach(method, host, path, headers, options);
  if (first.answer.status !== 401) return first.answer;
  const authorization = await authorize(headerOf(first.answer, "www-authenticate"), host, image, options);
  if (authorization === undefined) return first.answer;
  const url = first.url;
  return await sendOrFail(
    { method, url, headers: { ...headers, Authorization: authorization } },
    host,
    options,
  );
}

/** Asks under the scheme of the login's address, or https; on this machine itself, as docker does, http is tried too. */
async function reach(
  method: Request["method"],
  host: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  options: RegistryOptions,
): Promise<{ url: URL; answer: Answer }> {
  const plain = options.login?.serveraddress.startsWith("http://") === true;
  const url = new URL(`${plain ? "http" : "https"}://${host}/v2/${path}`);
  if (plain || !isLoopback(url.hostname)) {
    return { url, answer: await sendOrFail({ method, url, headers }, host, options) };
  }
  try {
    const { insecure, signal } = options;
    return { url, answer: await send({ method, url, headers, insecure, signal }) };
  } catch (error) {
    if (isUntrusted(error)) throw silent(error, host);
    const without = new URL(url.href.replace(/^https/, "http"));
    return { url: without, answer: await sendOrFail({ method, url: without, headers }, host, options) };
  }
}

/** The value of the `Authorization` header that a registry asks for; undefined where there is none to give. */
async function authorize(
  header: string,
  host: string,
  image: string,
  options: RegistryOptions,
): Promise<string | undefined> {
  const challenge = parseChallenge(header);
  const { login } = options;
  const basic =
    login === undefined
      ? undefined
      : `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  if (challenge === undefined || challenge.scheme === "basic") return basic;
  const url = new URL(challenge.realm);
  if (challenge.service !== "") url.searchParams.set("service", challenge.service);
  if (challenge.scope !== "") url.searchParams.set("scope", challenge.scope);
  const headers: Record<string, string> = basic === undefined ? {} : { Authorization: basic };
  const answer = await sendOrFail({ method: "GET", url, headers }, url.host, options);
  if (answer.status !== 200) throw refused(answer, host, image, options);
  const { token, access_token } = JSON.parse(answer.body.toString("utf8")) as {
    token?: string;
    access_token?: string;
  };
  return `Bearer ${token ?? access_token ?? ""}`;
}

async function sendOrFail(
  request: Pick<Request, "method" | "url" | "headers">,
  host: string,
  { insecure, signal }: RegistryOptions,
): Promise<Answer> {
  try {
    return await send({ ...request, insecure, signal });
  } catch (error) {
    throw silent(error, host);
  }
}

/** Why nothing came back. */
function silent(error: unknown, host: string): EngineFailure {
  const { message, code } = error as { message?: string; code?: string };
  if (isUntrusted(error)) {
    return new EngineFailure(
      "image-missing",
      `The certificate of the registry ${host} is not to be trusted (${message}).`,
      "Let Node know its authority (NODE_EXTRA_CA_CERTS), or set insecureSkipVerify.",
      { cause: error },
    );
  }
  return new EngineFailure(
    "image-missing",
    `The registry ${host} does not answer (${code || message}).`,
    "Check the image's name and that this machine reaches the registry.",
    { cause: error },
  );
}

/** What an answer that is no success means. */
function refused(
  { status, body }: Answer,
  host: string,
  image: string,
  { login }: RegistryOptions,
): EngineFailure {
  switch (status) {
    case 401:
    case 403:
      return new EngineFailure(
        "image-missing",
        login === undefined
          ? `The registry ${host} asks for a login for ${image}.`
          : `The registry ${host} does not take the login of ${login.username} for ${image}.`,
        "Give the registry's login in the provider's registryAuth, or run `docker login`.",
      );
    case 404:
      return new EngineFailure(
        "not-found",
        `The registry ${host} has no image ${image}.`,
        "Check the image's name and tag.",
      );
    default:
      return new EngineFailure(
        "image-missing",
        `The registry ${host} answers with status ${status} for ${image}.`,
        "Try again later, or ask the registry's owner.",
        { evidence: body.length === 0 ? [] : [body.toString("utf8").slice(0, 300)] },
      );
  }
}

/** An answer to TLS that is a certificate nobody vouches for; plain text must not be tried then. */
function isUntrusted(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return /CERT|UNABLE_TO_|SELF_SIGNED|ALTNAME/.test(code);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

function headerOf({ headers }: Answer, name: string): string {
  return String(headers[name] ?? "");
}
