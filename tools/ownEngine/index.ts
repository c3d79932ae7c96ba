export { ensureFilled } from "./filled.ts";
export { removeLeftEngines } from "./leftovers.ts";
export { OwnEngine, type OwnEngineOptions } from "./ownEngine.ts";
export { OwnSwarm, type OwnSwarmOptions, type SwarmNode } from "./ownSwarm.ts";
export { type EngineSession, withOwnEngine } from "./session.ts";
