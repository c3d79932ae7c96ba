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
};

export const uploadShape = object("ContainerUpload", {
  file: {
    shape: text,
    required: true,
    complain: path =>
      typeof path === "string" && !path.startsWith("/")
        ? `"${path}" must be an absolute path in the container`
        : undefined,
  },
  content: { shape: text },
  contentBase64: {
    shape: text,
    complain: value =>
      typeof value === "string" && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)
        ? "it is not base64"
        : undefined,
  },
  source: { shape: text },
  sourceHash: { shape: text },
  executable: { shape: flag, default: false },
  permissions: {
    shape: text,
    complain: value =>
      typeof value === "string" && value !== "" && !/^0[0-7]{3}$/.test(value)
        ? `"${value}" are no permissions; write four octal digits, e.g. 0644`
        : undefined,
  },
});

/** Says what is wrong with one entry of `uploads`, or nothing. An empty content is a content. */
export function uploadComplaint(upload: UploadInput): string | undefined {
  const given = (["content", "contentBase64", "source"] as const).filter(key => upload[key] !== undefined);
  if (given.length === 1) return undefined;
  return given.length === 0
    ? "give the file's content, contentBase64 or source"
    : `give only one of ${given.join(" and ")}`;
}

/** Puts the files into a container that has been created and not started. */
export async function upload(
  engine: Engine,
  container: ContainerInspect,
  uploads: readonly UploadInput[],
): Promise<void> {
  if (uploads.length === 0) return;
  const files = await Promise.all(
    uploads.map(async entry => ({ path: entry.file, content: await contentOf(entry), mode: modeOf(entry) })),
  );
  await uploadFiles(engine, container, files);
}

async function contentOf({ content, contentBase64, source, file }: UploadInput): Promise<Buffer> {
  if (content !== undefined) return Buffer.from(content);
  if (contentBase64 !== undefined) return Buffer.from(contentBase64, "base64");
  try {
    return await readFile(source ?? "");
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
