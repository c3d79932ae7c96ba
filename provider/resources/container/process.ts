import { count, flag, list, set, text } from "../../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "../labels.ts";
import { config, host, row } from "./rows.ts";

/** What runs in the container. */
export const processRows = {
  name: row<string>({
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
    shape: text,
    required: true,
    change: "replace",
    complain: image => (image === "" ? "give an image's name or id" : undefined),
    write: (image, spec) => {
      spec.Image = image;
    },
    observe: ({ container }) => container.Config.Image,
  }),
  command: config("Cmd", { shape: list(text), change: "replace" }),
  domainname: config("Domainname", { shape: text, change: "replace" }),
  entrypoints: config("Entrypoint", { shape: list(text), change: "replace" }),
  envs: row<string[]>({
    shape: set(text),
    change: "replace",
    write: (envs, spec) => {
      spec.Env = envs;
    },
    observe: ({ container, image }) => {
      const inherited = new Set(image?.Config?.Env ?? []);
      return (container.Config.Env ?? []).filter(entry => !inherited.has(entry));
    },
    output: () => undefined,
  }),
  hostname: row<string>({
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
  init: host("Init", { shape: flag, change: "replace" }),
  labels: row<LabelInput[]>({
    shape: labelList("ContainerLabel"),
    change: "replace",
    write: (labels, spec) => {
      spec.Labels = labelMap(labels);
    },
    observe: ({ container, image }) => labelInputs(container.Config.Labels, image?.Config?.Labels ?? {}),
    output: () => undefined,
  }),
  platform: row<string>({
    shape: text,
    change: "replace",
    write: (platform, spec) => {
      spec.platform = platform;
    },
    output: ({ container }) => container.Platform,
  }),
  stdinOpen: config("OpenStdin", { shape: flag, change: "replace" }),
  stopSignal: config("StopSignal", { shape: text, change: "replace" }),
  // Without one the engine waits ten seconds; 0 kills at once.
  stopTimeout: config("StopTimeout", { shape: count, change: "replace", zeroCounts: true }),
  tty: config("Tty", { shape: flag, change: "replace" }),
  user: config("User", { shape: text, change: "replace" }),
  workingDir: config("WorkingDir", { shape: text, change: "replace" }),
};
