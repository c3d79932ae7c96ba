import { createRequire } from "node:module";
import type Docker from "dockerode";
import { loadLate } from "./loadLate.ts";

const require = createRequire(import.meta.filename);

/**
 * Loads dockerode without what it has for BuildKit (gRPC, Protocol Buffers), for connections over ssh and for archives of
 * build contexts, until somebody asks for these: the engine is spoken to over connections of our own ({@link agentOf}),
 * and they are more than half of the memory that loading it takes, and much of the time.
 */
export function loadDockerode(): typeof Docker {
  const dockerode = require.resolve("dockerode");
  const modem = createRequire(dockerode).resolve("docker-modem");
  let loaded: typeof Docker | undefined;
  loadLate(dockerode, ["./session", "tar-fs", "@balena/dockerignore"], () => {
    loadLate(modem, ["./ssh"], () => {
      loaded = require("dockerode") as typeof Docker;
    });
  });
  if (loaded === undefined) throw new Error("There is no dockerode.");
  return loaded;
}
