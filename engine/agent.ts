import type { Agent, ClientRequest } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { inspect } from "node:util";
import type { EngineAddress } from "./address.ts";
import { http } from "./http.ts";
import { SshAgent } from "./ssh.ts";

/** As Node's own agent has it. */
const options = { keepAlive: true, scheduling: "lifo", timeout: 5000 } as const;

const agents = new WeakMap<EngineAddress, Agent>();

/** The connections to an address; there is one set of them, whoever asks. */
export function agentOf(address: EngineAddress): Agent {
  const agent = agents.get(address) ?? hearingBreaks(newAgent(address));
  agents.set(address, agent);
  return agent;
}

function newAgent(address: EngineAddress): Agent {
  switch (address.kind) {
    case "unix":
      return new http.Agent(options);
    case "tcp":
      return address.tls === undefined ? new http.Agent(options) : new SecureAgent(options);
    case "ssh":
      return new SshAgent(address);
  }
}

/** What Node hands every request of an agent to; its types leave it out. */
interface Dispatcher {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

/**
 * Makes a request fail whose answer breaks off in the middle. Node tells that to the answer alone, and docker-modem
 * listens to the request: without this a call would wait for ever when its engine goes down while it answers.
 */
function hearingBreaks<T extends Agent>(agent: T): T {
  const dispatcher = agent as unknown as Dispatcher;
  const add = dispatcher.addRequest.bind(agent);
  dispatcher.addRequest = (request, ...rest) => {
    request.once("response", response => response.once("error", error => request.emit("error", error)));
    add(request, ...rest);
  };
  // For a log that nobody reads, docker-modem writes all of each request out as text, its connections included.
  Object.defineProperty(agent, inspect.custom, { value: () => "connections" });
  return agent;
}
