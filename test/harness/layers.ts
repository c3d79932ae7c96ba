import { type EngineRelease, engineReleases } from "../../tools/toolchain/index.ts";

/** A folder of tests, by what they run on. */
export interface Layer {
  /** In words, for the report. */
  readonly runsOn: string;
  /** The engines its tests are run on, each time all of them; none where they need no engine, and are run once. */
  readonly engines: readonly EngineRelease[];
}

/** The folders of `test/` with tests, in the order they are run in. */
export const layers: Readonly<Record<string, Layer>> = {
  project: { runsOn: "the sources: types, format, directions between folders", engines: [] },
  pure: { runsOn: "functions without effects", engines: [] },
  registration: { runsOn: "what components register, with Pulumi's mocks", engines: [] },
  tools: {
    runsOn: "the toolchain, with small programs in place of Pulumi, Go and apt",
    engines: [],
  },
  cli: { runsOn: "the command line, as a process", engines: [] },
  compose: { runsOn: "the reader of compose files, against Docker Compose itself", engines: [] },
  previews: {
    runsOn: "previews by Pulumi, which need no engine, judged and compared",
    engines: [],
  },
  engines: {
    runsOn: "the engines of tests themselves, and what is swept from one",
    engines: engineReleases,
  },
  truth: {
    runsOn:
      "what is computed of small topologies, against what gets through on engines set up in several ways",
    engines: engineReleases,
  },
  provider: {
    runsOn: "the embedded provider over its protocol, on the engine: containers start and stop for real",
    engines: engineReleases,
  },
  adoption: {
    runsOn:
      "what is on the engine already, taken over by Pulumi: imports, and a stack of the official plugin",
    engines: engineReleases,
  },
  swarm: {
    runsOn:
      "a swarm of three machines, each an engine with a network of its own: one is killed, this takes minutes",
    engines: ["29"],
  },
  nftables: {
    runsOn: "an engine whose firewall is nftables, which no older one has",
    engines: ["29"],
  },
  converted: {
    runsOn:
      "projects of Compose, converted, deployed as they are, and taken over from it: which engine is the same to them, this takes minutes",
    engines: ["29"],
  },
  programs: {
    runsOn:
      "what Pulumi and the commands do around a deployment, killed half-way too: which engine is the same to them, this takes minutes",
    engines: ["20.10"],
  },
  running: {
    runsOn: "what runs, as the commands look at it and copy from it: this takes minutes",
    engines: ["29"],
  },
  whole: {
    runsOn: "whole deployments by Pulumi, as the documents have them: this takes minutes",
    engines: ["20.10"],
  },
};
