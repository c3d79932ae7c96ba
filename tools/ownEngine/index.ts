export { removeLeftEngines } from "./leftovers.ts";
export { OwnEngine, type OwnEngineOptions } from "./ownEngine.ts";
export { type EngineSession, withOwnEngine } from "./session.ts";
