import { containerPathComplaint } from "../../tables/path.ts";
import { count, flag, list, set, text } from "../../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "../labels.ts";
import { isFor } from "../platform.ts";
import { type ContainerRow, config, host, onlyGiven, row } from "./rows.ts";
import { sameSignal, signalComplaint } from "./signal.ts";

/** What runs in the container. */
export const processRows = {
  name: row<string>({
    about: "its name; made up where none is given",
    shape: text,
    change: "update",
    drifts: true,
    complain: name =>
      typeof name === "string" && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)
        ? `"${name}" is no container name: at least two of letters, digits, "_", "." and "-", the first a letter or digit`
        : undefined,
    write: (name, spec) => {
      spec.name = name;
    },
    observe: ({ container }) => container.Name.replace(/^\//, ""),
  }),
  image: row<string>({
    about: "name or id of its image; pulled where the engine does not have it",
    shape: text,
    required: true,
    change: "replace",
    complain: image => (image === "" ? "give an image's name or id" : undefined),
    write: (image, spec) => {
      spec.Image = image;
    },
    observe: ({ container }) => container.Config.Image,
  }),
  command: config("Cmd", {
    about: "the command, or the entrypoint's arguments",
    shape: list(text),
    change: "replace",
  }),
  domainname: config("Domainname", { about: "its domain name", shape: text, change: "replace" }),
  entrypoints: config("Entrypoint", {
    about: "the program it starts, with its first arguments",
    shape: list(text),
    change: "replace",
  }),
  envs: row<string[]>({
    about: "environment, as NAME=value",
    shape: set(text),
    change: "replace",
    write: (envs, spec) => {
      spec.Env = envs;
    },
    observe: ({ container, image }) => {
      const inherited = new Set(image?.Config?.Env ?? []);
      return (container.Config.Env ?? []).filter(entry => !inherited.has(entry));
    },
    ...onlyGiven("envs"),
  }),
  hostname: row<string>({
    about: "its own name for itself",
    shape: text,
    change: "replace",
    write: (hostname, spec) => {
      spec.Hostname = hostname;
    },
    // Without one, the engine takes the short id.
    observe: ({ container }) =>
      container.Id.startsWith(container.Config.Hostname ?? "") ? undefined : container.Config.Hostname,
    output: ({ container }) => container.Config.Hostname,
  }),
  init: host("Init", {
    about: "a small init as process 1, which passes signals on and reaps",
    shape: flag,
    change: "replace",
  }),
  labels: row<LabelInput[]>({
    about: "labels on the container",
    shape: labelList("ContainerLabel"),
    change: "replace",
    write: (labels, spec) => {
      spec.Labels = labelMap(labels);
    },
    observe: ({ container, image }) => labelInputs(container.Config.Labels, image?.Config?.Labels ?? {}),
    ...onlyGiven("labels"),
  }),
  platform: row<string>({
    about: "platform of the image, e.g. linux/arm64",
    shape: text,
    change: "replace",
    write: (platform, spec) => {
      spec.platform = platform;
    },
    output: ({ container }) => container.Platform,
    holds: (value, { image }) => image !== undefined && isFor(image, value as string),
  }),
  stdinOpen: config("OpenStdin", { about: "keep standard input open", shape: flag, change: "replace" }),
  stopSignal: {
    ...config("StopSignal", {
      about: "the signal that asks it to end",
      shape: text,
      change: "replace",
      normal: sameSignal,
      complain: signalComplaint,
    }),
    holds: (value, { container }) =>
      sameSignal(value) === sameSignal(container.Config.StopSignal || "SIGTERM"),
  } satisfies ContainerRow,
  // Without one the engine waits ten seconds; 0 kills at once.
  stopTimeout: {
    ...config("StopTimeout", {
      about: "seconds the engine gives it when it is stopped",
      shape: count,
      change: "replace",
      zeroCounts: true,
    }),
    holds: (value, { container }) => value === (container.Config.StopTimeout ?? 10),
  } satisfies ContainerRow,
  tty: config("Tty", { about: "a terminal as its output", shape: flag, change: "replace" }),
  user: config("User", { about: "user, and group, it runs as", shape: text, change: "replace" }),
  workingDir: config("WorkingDir", {
    about: "folder it starts in",
    shape: text,
    change: "replace",
    complain: containerPathComplaint,
  }),
};
