import type { TaskFile } from "../../../engine/index.ts";
import { type Field, integer, object, type Shape, text } from "../../tables/shape.ts";

/** Where a secret or a config lies in a task's containers, as the package writes it. */
interface FileInput {
  readonly fileName: string;
  readonly fileUid?: string;
  readonly fileGid?: string;
  readonly fileMode?: number;
}

/** A secret in a task's containers. */
export interface SecretFile extends FileInput {
  readonly secretId: string;
  readonly secretName?: string;
}

/** A config in a task's containers. */
export interface ConfigFile extends FileInput {
  readonly configId: string;
  readonly configName?: string;
}

/** Everybody in the container may read it. */
const readable = 0o444;

const place: Readonly<Record<string, Field>> = {
  fileName: {
    about: "its file; below /run/secrets, or / for a config, unless absolute",
    shape: text,
    required: true,
  },
  fileUid: { about: "number of the user it belongs to", shape: text, default: "0" },
  fileGid: { about: "number of the group", shape: text, default: "0" },
  fileMode: { about: "permission bits", shape: integer(0), default: readable, zeroCounts: true },
};

/** The shapes of one secret and one config of a container. */
export const secretShape: Shape = object("ServiceTaskSpecContainerSpecSecret", {
  ...place,
  secretId: { about: "id of the secret", shape: text, required: true },
  secretName: { about: "its name; looked up where none is given", shape: text },
});
export const configShape: Shape = object("ServiceTaskSpecContainerSpecConfig", {
  ...place,
  configId: { about: "id of the config", shape: text, required: true },
  configName: { about: "its name; looked up where none is given", shape: text },
});

/** As the engine takes them; the names are there by now. */
export function engineSecret(input: SecretFile): TaskFile {
  return { File: engineFile(input), SecretID: input.secretId, SecretName: input.secretName ?? "" };
}

/** The same of a config. */
export function engineConfig(input: ConfigFile): TaskFile {
  return { File: engineFile(input), ConfigID: input.configId, ConfigName: input.configName ?? "" };
}

/** As they are written. */
export function inputSecret(seen: TaskFile): SecretFile {
  return { ...inputFile(seen), secretId: seen.SecretID ?? "", secretName: seen.SecretName ?? "" };
}

/** The same of a config. */
export function inputConfig(seen: TaskFile): ConfigFile {
  return { ...inputFile(seen), configId: seen.ConfigID ?? "", configName: seen.ConfigName ?? "" };
}

function engineFile(input: FileInput): TaskFile["File"] {
  return {
    Name: input.fileName,
    UID: input.fileUid ?? "0",
    GID: input.fileGid ?? "0",
    Mode: input.fileMode ?? readable,
  };
}

function inputFile({ File }: TaskFile): Required<FileInput> {
  return { fileName: File.Name, fileUid: File.UID, fileGid: File.GID, fileMode: File.Mode };
}
