import { readFile } from "node:fs/promises";
import { type ContainerInspect, type Engine, EngineFailure, uploadFiles } from "../../../engine/index.ts";
import { flag, object, text } from "../../tables/shape.ts";

/** A file to put into the container, as the package writes it. */
export type UploadInput = {
  readonly file: string;
  readonly content?: string;
  readonly contentBase64?: string;
  readonly source?: string;
  readonly sourceHash?: string;
  readonly executable?: boolean;
  readonly permissions?: string;
  readonly owner?: string;
  readonly group?: string;
};

/** Where a file's content can come from. */
const contentKeys = ["content", "contentBase64", "source"] as const;

export const uploadShape = object("ContainerUpload", {
  file: {
    about: "absolute path in the container",
    shape: text,
    required: true,
    complain: path =>
      typeof path === "string" && !path.startsWith("/")
        ? `"${path}" must be an absolute path in the container`
        : undefined,
  },
  content: { about: "its content as text", shape: text },
  contentBase64: {
    about: "its content as base64",
    shape: text,
    complain: value =>
      typeof value === "string" && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)
        ? "it is not base64"
        : undefined,
  },
  source: { about: "path of a file where pulumi runs", shape: text },
  sourceHash: { about: "a hash of that file: its change puts the file in anew", shape: text },
  owner: { about: "user, by number or by name where pulumi runs", shape: text },
  group: { about: "group, likewise", shape: text },
  executable: { about: "mode 0744", shape: flag },
  permissions: {
    about: "its mode, e.g. 0600",
    shape: text,
    complain: value =>
      typeof value === "string" && value !== "" && !/^0[0-7]{3}$/.test(value)
        ? `"${value}" are no permissions; write four octal digits, e.g. 0644`
        : undefined,
  },
});

/** Says what is wrong with one entry of `uploads`, or nothing. An empty content is a content where nothing else is given. */
export function uploadComplaint(upload: UploadInput): string | undefined {
  const given = contentKeys.filter(key => upload[key]);
  if (given.length > 1) return `give only one of ${given.join(" and ")}`;
  return given.length === 1 || upload.content === ""
    ? undefined
    : "give the file's content, contentBase64 or source";
}

/** Puts the files into a container that has been created and not started. */
export async function upload(
  engine: Engine,
  container: ContainerInspect,
  uploads: readonly UploadInput[],
): Promise<void> {
  if (uploads.length === 0) return;
  const files = await Promise.all(
    uploads.map(async entry => ({
      path: entry.file,
      content: await contentOf(entry),
      mode: modeOf(entry),
      owner: await idOf("owner", entry.owner, "/etc/passwd"),
      group: await idOf("group", entry.group, "/etc/group"),
    })),
  );
  await uploadFiles(engine, container, files);
}

async function contentOf({ content, contentBase64, source, file }: UploadInput): Promise<Buffer> {
  if (contentBase64) return Buffer.from(contentBase64, "base64");
  if (!source) return Buffer.from(content ?? "");
  try {
    return await readFile(source);
  } catch (cause) {
    throw new EngineFailure(
      "engine",
      `The source ${source} of the upload ${file} cannot be read.`,
      "Give a path that exists where pulumi runs.",
      { cause },
    );
  }
}

function modeOf({ permissions, executable }: UploadInput): number {
  if (permissions) return Number.parseInt(permissions, 8);
  return executable ? 0o744 : 0o644;
}

/** A user's or group's number; a name is looked up where pulumi runs, as the package has it. Root's where none is given. */
async function idOf(what: string, name: string | undefined, database: string): Promise<number> {
  if (!name || /^\d+$/.test(name)) return Number(name || 0);
  const lines = await readFile(database, "utf8").catch(() => "");
  const [, , id] =
    lines
      .split("\n")
      .map(line => line.split(":"))
      .find(([entry]) => entry === name) ?? [];
  if (id !== undefined) return Number(id);
  throw new EngineFailure(
    "engine",
    `The ${what} ${name} of an upload is not known where pulumi runs.`,
    "Give its number, e.g. 1000, which means the same in every image.",
  );
}
