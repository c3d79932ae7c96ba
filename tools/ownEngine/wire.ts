import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readlink } from "node:fs/promises";
import { run } from "../toolchain/command.ts";
import { until } from "../toolchain/until.ts";

/** Milliseconds the network namespace may take to be there. */
const patience = 10_000;

/** The bridge that is the switch between the machines. */
const bridge = "wire0";

/**
 * What machines of a run's own are connected by: a switch in a network namespace of its own, which ends with the run, and
 * with it every cable. Nothing of it is seen on this machine's own network.
 */
export class Wire {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async lay(): Promise<Wire> {
    const held = spawn("unshare", ["--net", "setpriv", "--pdeathsig", "TERM", "sleep", "infinity"], {
      stdio: "ignore",
    });
    const wire = new Wire(held);
    try {
      await apart(wire.pid);
      await wire.#do(`ip link set lo up && ip link add ${bridge} type bridge && ip link set ${bridge} up`);
      return wire;
    } catch (error) {
      await wire.cut();
      throw error;
    }
  }

  /** Id of the process whose network it is: from there every machine is called as from outside. */
  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error("The network between the machines is gone.");
    return pid;
  }

  /** Gives the switch an address, to call machines from. */
  async address(address: string): Promise<void> {
    await this.#do(`ip addr add ${address} dev ${bridge}`);
  }

  /**
   * Plugs a machine in.
   *
   * @param pid of a process in the machine's network.
   * @param port what the switch calls its end of the cable: at most 15 characters.
   * @param address the machine's own, with the length of its prefix.
   */
  async plug(pid: number, port: string, address: string): Promise<void> {
    await apart(pid);
    await run("ip", [
      ...["link", "add", "eth0", "netns", String(pid), "type", "veth"],
      ...["peer", "name", port, "netns", String(this.pid)],
    ]);
    await this.#do(`ip link set ${port} master ${bridge} up`);
    await inNetworkOf(pid, `ip addr add ${address} dev eth0 && ip link set eth0 up`);
  }

  /** Pulls a machine's plug at the switch, or puts it back. */
  async set(port: string, state: "up" | "down"): Promise<void> {
    await this.#do(`ip link set ${port} ${state}`);
  }

  /** Keeps two machines apart, or lets them together again; each still reaches all others. */
  async part(ports: readonly [string, string], apart: boolean): Promise<void> {
    // What leaves by an isolated port goes to no other one, and to all that are none.
    const isolated = apart ? "on" : "off";
    await this.#do(ports.map(port => `bridge link set dev ${port} isolated ${isolated}`).join(" && "));
  }

  async cut(): Promise<void> {
    const held = this.#process;
    if (held.exitCode !== null || held.signalCode !== null) return;
    const closed = once(held, "close");
    held.kill("SIGKILL");
    await closed;
  }

  async #do(script: string): Promise<void> {
    await inNetworkOf(this.pid, script);
  }
}

/** Waits until a process has a network of its own: before that, its network is this machine's. */
async function apart(pid: number): Promise<void> {
  const own = await readlink("/proc/self/ns/net");
  const isApart = await until(async () => {
    return (await readlink(`/proc/${pid}/ns/net`)) !== own || undefined;
  }, patience);
  if (!isApart) throw new Error(`Process ${pid} of this run has no network of its own.`);
}

async function inNetworkOf(pid: number, script: string): Promise<void> {
  await run("nsenter", [`--target=${pid}`, "--net", "--", "sh", "-c", script]);
}
