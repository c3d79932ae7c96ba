import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { ensureProgram, testPrograms } from "./program.ts";

const { Server, utils } = ssh2;

/** Another machine as ssh sees it: lets in who has the right key, and answers for the engine of this machine. */
export class SshServer {
  readonly port: number;
  /** Paths of the key that is let in, of one that is not, and of the list of known hosts that has this one. */
  readonly key: string;
  readonly wrongKey: string;
  readonly knownHosts: string;
  /** What it was told to run so far. */
  readonly commands: string[] = [];
  /** How many have logged in so far. */
  logins = 0;
  readonly #folder: string;
  readonly #server: InstanceType<typeof Server>;

  private constructor(folder: string, server: InstanceType<typeof Server>) {
    this.#folder = folder;
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.key = join(folder, "key");
    this.wrongKey = join(folder, "wrong-key");
    this.knownHosts = join(folder, "known_hosts");
  }

  /** Starts a server for the user `shop` that leads to an engine's socket. */
  static async start(socketPath: string): Promise<SshServer> {
    await ensureProgram(testPrograms.ssh);
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-ssh-"));
    const [host, user, wrong] = ["host", "user", "wrong"].map(() => utils.generateKeyPairSync("ed25519"));
    if (host === undefined || user === undefined || wrong === undefined)
      throw new Error("Three keys are made.");
    const allowed = utils.parseKey(user.public);
    if (allowed instanceof Error) throw allowed;
    const server = new Server({ hostKeys: [host.private] }, client => {
      client.on("error", () => {
        // A client that goes in the middle of it is no concern of the server's.
      });
      client.on("authentication", context => {
        const right =
          context.method === "publickey" &&
          context.username === "shop" &&
          context.key.data.equals(allowed.getPublicSSH()) &&
          (context.signature === undefined ||
            allowed.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo) === true);
        if (right) context.accept();
        else context.reject(["publickey"]);
      });
      client.on("ready", () => {
        started.logins += 1;
        client.on("session", accept => {
          accept().on("exec", (acceptRun, _reject, { command }) => {
            started.commands.push(command);
            const stream = acceptRun();
            const socket = connect(socketPath);
            stream.pipe(socket).pipe(stream);
            socket.on("error", () => stream.end());
            stream.on("error", () => socket.destroy());
            socket.on("close", () => stream.exit(0));
          });
        });
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const started = new SshServer(folder, server);
    await writeFile(started.key, user.private, { mode: 0o600 });
    await writeFile(started.wrongKey, wrong.private, { mode: 0o600 });
    await writeFile(started.knownHosts, `[127.0.0.1]:${started.port} ${host.public}\n`);
    return started;
  }

  async dispose(): Promise<void> {
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
