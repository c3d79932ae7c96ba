import { type Conversation, converse, EngineFailure } from "../../engine/index.ts";
import type {
  Attempted,
  Connection,
  Greeting,
  Heard,
  ListeningSocket,
  NamespaceNetwork,
  Resolved,
  Target,
} from "./answers.ts";
import type { HelperImage } from "./image.ts";

/** Whose network namespace a helper stands in: a container's, by its id, or the host's; on another node of a Swarm, `host NODE`. */
export type Namespace = string | "host";

/** The namespace of a host: of the one whose engine is asked, or of another node of its Swarm. */
export function hostOn(node: string | undefined): Namespace {
  return node === undefined ? "host" : `host ${node}`;
}

export function isHost(namespace: Namespace): boolean {
  return namespace === "host" || namespace.startsWith("host ");
}

/** Milliseconds a helper may take to answer beyond what its question allows for. */
const grace = 30_000;

/** The label of helpers; its value is the run they belong to. */
export const helperLabel = "bulkhead.probe";

interface Answer extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The helper program in a container that shares somebody's network namespace. It asks nothing of that container's
 * image, works wherever the engine is, and ends with this process: its input is this process's connection.
 */
export class NamespaceHelper {
  readonly namespace: Namespace;
  readonly #waiting = new Map<number, Waiting>();
  #conversation: Conversation | undefined;
  #rest = "";
  #last = 0;
  #end: Error | undefined;

  private constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  /** @param run a word that tells the helpers of one run from others. */
  static async start(
    { engine, image }: HelperImage,
    namespace: Namespace,
    run: string,
  ): Promise<NamespaceHelper> {
    const helper = new NamespaceHelper(namespace);
    const ready = helper.#answerTo(0);
    // Where the start itself fails, nobody waits for this.
    ready.catch(() => undefined);
    const spec = {
      name: `bulkhead-probe-${crypto.randomUUID()}`,
      Image: image,
      Entrypoint: ["/helper"],
      User: "0:0",
      Labels: { [helperLabel]: run },
      HostConfig: {
        NetworkMode: namespace === "host" ? "host" : `container:${namespace}`,
        CapDrop: ["ALL"],
        // To hear datagrams that arrive, and to ping.
        CapAdd: ["NET_RAW"],
        ReadonlyRootfs: true,
        SecurityOpt: ["no-new-privileges:true"],
        Memory: 96 * 1024 * 1024,
        LogConfig: { Type: "none" },
      },
    };
    const conversation = converse(engine, spec, {
      output: text => helper.#hear(text),
      ended: errors => helper.#over(errors),
    });
    helper.#conversation = await conversation.catch(error => {
      throw /has no program \/helper/.test(String(error)) ? withoutHelper(image, error) : error;
    });
    await ready;
    return helper;
  }

  async connect(targets: readonly Target[], patience: number): Promise<Attempted[]> {
    if (targets.length === 0) return [];
    const answer = await this.#ask({ op: "connect", targets, patience });
    return answer["results"] as Attempted[];
  }

  /** Opens connections and says in each whom it is for; open is what somebody answers who was meant. */
  async greet(targets: readonly Greeting[], patience: number): Promise<Attempted[]> {
    return (await this.#ask({ op: "hello", targets, patience }))["results"] as Attempted[];
  }

  async listeners(): Promise<ListeningSocket[]> {
    return (await this.#ask({ op: "listeners" }))["listeners"] as ListeningSocket[];
  }

  /** Connections that there are, or were until a minute ago. */
  async connections(): Promise<Connection[]> {
    return (await this.#ask({ op: "connections" }))["connections"] as Connection[];
  }

  async network(): Promise<NamespaceNetwork> {
    return (await this.#ask({ op: "network" })) as unknown as NamespaceNetwork;
  }

  /** @param server its address; those of resolv.conf when left out. */
  async resolve(names: readonly string[], patience: number, server = ""): Promise<Resolved[]> {
    return (await this.#ask({ op: "resolve", names, patience, server }))["names"] as Resolved[];
  }

  /** Hears the datagrams that begin with a nonce, from when this is answered until what it gives is called. */
  async sniff(nonce: string): Promise<() => Promise<Heard[]>> {
    const { id } = await this.#ask({ op: "sniff", nonce });
    return async () => {
      const seen = this.#answerTo(id);
      await this.#ask({ op: "stop", stop: id });
      return (await seen)["seen"] as Heard[];
    };
  }

  /** Whether an address answers echo requests; milliseconds where it does. */
  async ping(host: string, patience: number): Promise<number | undefined> {
    return (await this.#ask({ op: "ping", host, patience, count: 2 }))["took"] as number | undefined;
  }

  /** The longest packet that comes to an address and back; 0 where none does. `told`: a router said which are too long. */
  async pathMtu(host: string, size: number, patience: number): Promise<{ mtu: number; told: boolean }> {
    return (await this.#ask({ op: "mtu", host, size, patience })) as unknown as {
      mtu: number;
      told: boolean;
    };
  }

  /** Answers datagrams and takes data on ports of its own, until the end of this helper. */
  async echo(): Promise<{ readonly udp: number; readonly tcp: number }> {
    return (await this.#ask({ op: "echo" })) as unknown as { udp: number; tcp: number };
  }

  /** Accepts connections on a port of its own, until the end of this helper. */
  async door(): Promise<number> {
    return (await this.#ask({ op: "door" }))["tcp"] as number;
  }

  /** Sends datagrams to an echo and, where a burst of milliseconds is asked for, as much data as goes through. */
  async measure(asked: Measuring): Promise<Measured> {
    return (await this.#ask({ op: "measure", ...asked })) as unknown as Measured;
  }

  /** Ends it; the engine removes its container. */
  end(): void {
    this.#conversation?.end();
  }

  async #ask(question: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#last += 1;
    const id = this.#last;
    const answer = this.#answerTo(id);
    this.#conversation?.write(`${JSON.stringify({ id, ...question })}\n`);
    const given = await answer;
    if (given.error === undefined) return given;
    throw new EngineFailure(
      "engine",
      `A helper could not ${String(question["op"])}: ${given.error}.`,
      "Run the command again; with --verbose it says more.",
    );
  }

  async #answerTo(id: number): Promise<Answer> {
    if (this.#end !== undefined) throw this.#end;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => reject(unanswered()), grace);
    return await promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(id);
    });
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.resolve(answer);
    }
  }

  #over(errors: string): void {
    this.#end = gone(errors);
    for (const { reject } of this.#waiting.values()) reject(this.#end);
  }
}

/** What is measured between two helpers; times in milliseconds. */
export interface Measuring {
  readonly host: string;
  readonly port: number;
  readonly tcpPort: number;
  readonly count: number;
  readonly interval: number;
  readonly size: number;
  readonly burst: number;
  readonly patience: number;
}

/** What came of it. */
export interface Measured {
  readonly sent: number;
  /** Milliseconds of each that came back. */
  readonly took: readonly number[];
  readonly bytesPerSecond?: number;
}

/** Its container died, was removed, or the connection to the engine broke. */
function gone(errors: string): EngineFailure {
  return new EngineFailure(
    "container-exited",
    "A helper container ended before it had looked at everything.",
    "The container it looked at may have ended, too: see `docker ps --all`, then run this again.",
    { evidence: errors === "" ? [] : errors.split("\n").slice(-5) },
  );
}

function unanswered(): EngineFailure {
  return new EngineFailure(
    "timed-out",
    `A helper container did not answer within ${grace / 1000} seconds.`,
    "See whether the engine is overloaded, then run this again.",
  );
}

function withoutHelper(image: string, cause: unknown): EngineFailure {
  return new EngineFailure(
    "engine",
    `The image ${image} does not hold the helper that probes.`,
    "Leave --probe-image out, or name an image with the helper as /helper.",
    { cause },
  );
}
