import { Readable } from "node:stream";
import type { ImageInspect } from "./api.ts";
import type { Engine } from "./engine.ts";
import { EngineFailure, failedWith } from "./failure.ts";

/** Login for one registry. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

/** How a pull goes on. */
export interface PullOptions {
  readonly login?: RegistryLogin;
  /** E.g. `linux/arm64`; the engine's own when left out. */
  readonly platform?: string;
  /** Hears the engine's progress, e.g. `Downloading`, a few times a second at most. */
  readonly onProgress?: (status: string) => void;
  readonly signal?: AbortSignal;
}

/** Looks at an image by id, name or digest; undefined when the engine does not have it. */
export async function inspectImage(engine: Engine, image: string): Promise<ImageInspect | undefined> {
  return await engine.find(`inspect image ${image}`, async docker => {
    return (await docker.getImage(image).inspect()) as unknown as ImageInspect;
  });
}

/** Names, with their tags, of the engine's images of a repository; the newest first. */
export async function listImages(engine: Engine, repository: string): Promise<string[]> {
  const found = await engine.read("list images", docker =>
    docker.listImages({ filters: JSON.stringify({ reference: [repository] }) }),
  );
  return found
    .toSorted((left, right) => right.Created - left.Created)
    .flatMap(({ RepoTags }) => (RepoTags ?? []).filter(tag => tag.startsWith(`${repository}:`)));
}

/** Pulls an image from its registry. */
export async function pullImage(engine: Engine, image: string, options: PullOptions = {}): Promise<void> {
  await engine.repeat(`pull image ${image}`, async docker => {
    const given = {
      ...(options.platform === undefined ? {} : { platform: options.platform }),
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    };
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      const answer = (error: unknown, answered: NodeJS.ReadableStream | null | undefined): void => {
        if (answered) resolve(answered);
        else reject(error);
      };
      // The login is an argument of its own: among the options it would go into the URL, which engines and proxies log.
      docker.pull(image, given, answer, options.login);
    });
    await toTheEnd(stream, options);
  });
}

/** Pushes an image to the registry that its name, which must have a tag, points to. */
export async function pushImage(
  engine: Engine,
  image: string,
  options: Omit<PullOptions, "platform"> = {},
): Promise<void> {
  await engine.call(`push image ${image}`, async docker => {
    const { repository, tag } = splitName(image);
    const stream = await docker.getImage(repository).push({
      tag,
      // The engine refuses a push without a login, and takes an empty one.
      authconfig: options.login ?? { username: "", password: "", serveraddress: "" },
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    });
    await toTheEnd(stream, options);
  });
}

/** A pull or push that fails half-way says so in the stream, with status 200. */
async function toTheEnd(
  stream: NodeJS.ReadableStream,
  { onProgress }: Pick<PullOptions, "onProgress">,
): Promise<void> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() === "") continue;
      const { status, error } = JSON.parse(line) as { status?: string; error?: string };
      if (error !== undefined) throw new Error(error);
      if (status !== undefined) onProgress?.(status);
    }
  }
}

/**
 * Makes an image of an archive's files, without a registry.
 *
 * @param archive a tar of the root's files.
 * @param changes to its configuration, as a Dockerfile has them: `ENTRYPOINT ["/helper"]`.
 */
export async function importImage(
  engine: Engine,
  name: string,
  archive: Buffer,
  changes: readonly string[],
): Promise<void> {
  const { repository, tag } = splitName(name);
  await engine.repeat(`import image ${name}`, async docker => {
    const stream = await docker.importImage(Readable.from([archive]), { repo: repository, tag, changes });
    await toTheEnd(stream, {});
  });
}

/**
 * Has the engine build an image from a Dockerfile, with the builder that every engine has.
 *
 * @param context a tar of the folder that holds the Dockerfile.
 * @param given values of its build arguments.
 */
export async function buildImage(
  engine: Engine,
  name: string,
  context: Buffer,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  await engine.call(`build image ${name}`, async docker => {
    const options = { t: name, buildargs: { ...given }, rm: true, forcerm: true, version: "1" as const };
    await toTheEnd(await docker.buildImage(Readable.from([context]), options), {});
  });
}

/** Removes an image's name, and the image with its last name; nothing happens when it is gone. */
export async function removeImage(
  engine: Engine,
  image: string,
  options: { readonly force: boolean },
): Promise<void> {
  try {
    await engine.repeat(`remove image ${image}`, docker =>
      docker.getImage(image).remove({ force: options.force }),
    );
  } catch (error) {
    if (!failedWith(error, "not-found", "image-missing")) throw error;
  }
}

/** Gives an image, by name or id, a further name; the engine takes a name away from the image that had it. */
export async function tagImage(engine: Engine, image: string, name: string): Promise<void> {
  const { repository, tag } = splitName(name);
  await engine.repeat(`tag image ${image} as ${name}`, docker =>
    docker.getImage(image).tag({ repo: repository, tag }),
  );
}

/** A name as repository and tag, which is `latest` where none is given. The port of a registry is no tag. */
export function splitName(name: string): { readonly repository: string; readonly tag: string } {
  const colon = name.lastIndexOf(":");
  if (colon <= name.lastIndexOf("/")) return { repository: name, tag: "latest" };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** Finds an image on the engine, or pulls it. */
export async function findOrPullImage(
  engine: Engine,
  image: string,
  options: PullOptions = {},
): Promise<ImageInspect> {
  const local = await inspectImage(engine, image);
  if (local !== undefined) return local;
  await pullImage(engine, image, options);
  const pulled = await inspectImage(engine, image);
  if (pulled !== undefined) return pulled;
  throw new EngineFailure(
    "image-missing",
    `The image ${image} was pulled, but the engine does not know it under this name.`,
    "Check the image's name and its platform.",
  );
}

/** The registry an image name points to; `docker.io` where it names none. */
export function registryOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  const named = image.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  return named ? first : "docker.io";
}
