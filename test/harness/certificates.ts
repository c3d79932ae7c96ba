import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { ensureProgram, testPrograms } from "./program.ts";

/** A certificate and its key, as paths of PEM files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of a test's own, and what it vouches for. */
export class TestAuthority {
  readonly folder: string;
  /** Path of its own certificate. */
  readonly certificate: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.certificate = join(folder, "ca.pem");
  }

  static async create(): Promise<TestAuthority> {
    await ensureProgram(testPrograms.openssl);
    const authority = new TestAuthority(await mkdtemp(join(tmpdir(), "bulkhead-certificates-")));
    await authority.#openssl("req", "-x509", ...fresh("ca"), "-out", "ca.pem");
    return authority;
  }

  /**
   * A certificate for a server, or for a client.
   *
   * @param names what the server is called.
   */
  async issue(
    name: string,
    use: "server" | "client",
    names: readonly string[] = ["IP:127.0.0.1", "DNS:localhost"],
  ): Promise<Certificate> {
    const extensions = [
      `extendedKeyUsage=${use}Auth`,
      ...(use === "server" ? [`subjectAltName=${names.join(",")}`] : []),
    ];
    await writeFile(join(this.folder, `${name}.ext`), extensions.join("\n"));
    await this.#openssl("req", "-new", ...fresh(name), "-out", `${name}.csr`);
    await this.#openssl(
      ...["x509", "-req", "-days", "2", "-in", `${name}.csr`, "-extfile", `${name}.ext`],
      ...["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-out", `${name}.pem`],
    );
    return {
      certificate: join(this.folder, `${name}.pem`),
      key: join(this.folder, `${name}-key.pem`),
    };
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #openssl(...args: readonly string[]): Promise<void> {
    await run("openssl", args, { cwd: this.folder });
  }
}

/** A new key without a passphrase, for a name that says whose it is. */
function fresh(name: string): string[] {
  return [
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    `${name}-key.pem`,
  ];
}
