import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { Engine } from "../../../engine/index.ts";
import { TestAuthority } from "../../harness/certificates.ts";
import { TestRegistry } from "../../harness/registry.ts";
import { TlsEngine } from "../../harness/tlsEngine.ts";
import type { Provocation } from "./provocation.ts";
import type { Stage } from "./stage.ts";

/** Asks an engine at some address for anything. */
const ask = (host: string): Promise<unknown> => Engine.locate({ host }).version();

async function newAuthority(stage: Stage): Promise<TestAuthority> {
  const authority = await TestAuthority.create();
  stage.afterwards(() => authority.dispose());
  return authority;
}

/** Asks an engine whose authority is said to be this one, without a certificate of one's own. */
async function askTrusting({ certificate }: TestAuthority, host: string): Promise<unknown> {
  return await Engine.locate({ host, tls: { ca: await readFile(certificate, "utf8") } }).version();
}

/** What is said where an engine is not heard, or no more. */
export const ofConnections: readonly Provocation[] = [
  {
    entry: "cancelled",
    says: "Could not wait for it: it was cancelled.",
    provoke: async stage => {
      const id = await stage.running();
      const wait = { abortSignal: AbortSignal.timeout(200) };
      return {
        attempt: () => stage.engine.call("wait for it", docker => docker.getContainer(id).wait(wait)),
      };
    },
  },
  {
    entry: "refused-user",
    says: "The Docker engine at WHERE refuses this user.",
    provoke: async ({ engine: { where } }) => ({
      names: { WHERE: where },
      attempt: async () => {
        // Nobody in particular, as far as the kernel is asked.
        process.seteuid?.(65534);
        try {
          await ask(where);
        } finally {
          process.seteuid?.(0);
        }
      },
    }),
  },
  {
    entry: "no-ssh",
    says: "The Docker engine at ssh://127.0.0.1:1 cannot be reached over ssh: ssh: connect to host 127.0.0.1 port 1: Connection refused.",
    provoke: async () => ({ attempt: () => ask("ssh://127.0.0.1:1") }),
  },
  {
    entry: "no-answer",
    says: "No Docker engine answers at unix:///no/such.sock.",
    provoke: async () => ({ attempt: () => ask("unix:///no/such.sock") }),
  },
  {
    entry: "no-engine",
    says: "What answers at HOST is no Docker engine.",
    provoke: async stage => {
      const server = createServer(client => client.resume().end("SSH-2.0-a test\r\n")).listen(0, "127.0.0.1");
      await once(server, "listening");
      stage.afterwards(async () => {
        server.close();
        await once(server, "close");
      });
      const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return { names: { HOST: host }, attempt: () => ask(host) };
    },
  },
  {
    entry: "untrusted",
    says: "The certificate of the Docker engine at HOST is not to be trusted (self-signed certificate in certificate chain).",
    provoke: async stage => {
      const authority = await newAuthority(stage);
      const server = await authority.issue("server", "server");
      const path = stage.engine.address.kind === "unix" ? stage.engine.address.path : "";
      const tls = await TlsEngine.start(path, authority.certificate, server);
      stage.afterwards(async () => tls.dispose());
      const host = `tcp://127.0.0.1:${tls.port}`;
      const stranger = await newAuthority(stage);
      return { names: { HOST: host }, attempt: () => askTrusting(stranger, host) };
    },
  },
  {
    entry: "certificate-refused",
    says: "The Docker engine at HOST takes no connection with these certificates (ssl/tls alert bad certificate).",
    provoke: async stage => {
      const authority = await newAuthority(stage);
      const server = await authority.issue("server", "server");
      // A Go program, as the engine is: it says in the same way what it does not like.
      const strict = await TestRegistry.start({ tls: { ...server, callers: authority.certificate } });
      stage.afterwards(() => strict.dispose());
      const host = `tcp://${strict.host}`;
      return { names: { HOST: host }, attempt: () => askTrusting(authority, host) };
    },
  },
];
