/**
 * Node's own http, as a program of CommonJS has it. A module that imports it has Node look at each of its exports, and for
 * WebSocket and its like it then loads all of undici: 50 ms and 14 MB, in every process that speaks to an engine.
 */
export const http = process.getBuiltinModule("node:http");
