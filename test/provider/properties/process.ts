import { demoImage } from "../../../images/reference.ts";
import { unique } from "../../harness/run.ts";
import type { PropertyCase } from "./case.ts";

const [name, otherName] = [unique("first-name"), unique("second-name")];

/** What runs in the container. */
export const processCases: readonly PropertyCase[] = [
  {
    first: { name },
    shows: { Name: `/${name}` },
    second: { name: otherName },
    change: "update",
    nowShows: { Name: `/${otherName}` },
    started: true,
  },
  {
    first: { image: demoImage("app") },
    shows: { Config: { Image: demoImage("app") } },
    second: { image: demoImage("probe") },
    change: "replace",
  },
  {
    first: { entrypoints: ["busybox", "sh"], command: ["-c", "", "sleep 5", "last"] },
    shows: { Config: { Entrypoint: ["busybox", "sh"], Cmd: ["-c", "", "sleep 5", "last"] } },
    second: { entrypoints: ["busybox"], command: ["sh", "-c", "sleep 5"] },
    change: "replace",
  },
  {
    first: { domainname: "shop.test" },
    shows: { Config: { Domainname: "shop.test" } },
    second: { domainname: "bank.test" },
    change: "replace",
  },
  {
    first: { envs: ["TEAM=shop", "EMPTY=", "EQUATION=a=b"] },
    shows: { Config: { Env: ["TEAM=shop", "EMPTY=", "EQUATION=a=b"] } },
    second: { envs: ["TEAM=bank"] },
    change: "replace",
  },
  {
    first: { hostname: "till" },
    shows: { Config: { Hostname: "till" } },
    second: { hostname: undefined },
    change: "replace",
  },
  {
    first: { init: true },
    shows: { HostConfig: { Init: true } },
    second: { init: false },
    change: "replace",
    started: true,
  },
  {
    first: {
      labels: [
        { label: "team", value: "shop" },
        { label: "note", value: "" },
      ],
    },
    shows: { Config: { Labels: { team: "shop", note: "" } } },
    second: { labels: [{ label: "team", value: "shop" }] },
    change: "replace",
  },
  {
    first: { platform: "linux/amd64" },
    shows: { Platform: "linux" },
    second: { platform: undefined },
    change: "replace",
  },
  {
    first: { stdinOpen: true, tty: true },
    shows: { Config: { OpenStdin: true, Tty: true } },
    second: { stdinOpen: false, tty: undefined },
    change: "replace",
  },
  {
    first: { stopSignal: "SIGINT", stopTimeout: 7 },
    shows: { Config: { StopSignal: "SIGINT", StopTimeout: 7 } },
    second: { stopSignal: "SIGQUIT", stopTimeout: 8 },
    change: "replace",
  },
  {
    first: { stopTimeout: 0 },
    shows: { Config: { StopTimeout: 0 } },
    second: { stopTimeout: undefined },
    change: "replace",
  },
  {
    first: { user: "1000:1000" },
    shows: { Config: { User: "1000:1000" } },
    second: { user: "1001" },
    change: "replace",
  },
  {
    first: { workingDir: "/tmp" },
    shows: { Config: { WorkingDir: "/tmp" } },
    second: { workingDir: "/" },
    change: "replace",
  },
];
