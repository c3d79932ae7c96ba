import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether a passphrase opens the secrets of a stack: its file holds a known word, encrypted.
 *
 * @param project the folder of the stacks' files.
 * @param stack one stack; any of the project's where it is undefined, or has no secrets yet.
 * @see https://github.com/pulumi/pulumi/blob/v3.256.0/sdk/go/common/resource/config/crypt.go
 */
export function opensSecrets(project: string, stack: string | undefined, passphrase: string): boolean {
  const all = readdirSync(project).filter(name => /^Pulumi\..+\.ya?ml$/.test(name));
  const own = all.filter(name => name === `Pulumi.${stack}.yaml` || name === `Pulumi.${stack}.yml`);
  const salts = saltsIn(project, own);
  return (salts.length > 0 ? salts : saltsIn(project, all)).some(salt => opens(salt, passphrase));
}

/** `v1:SALT:v1:NONCE:CIPHERTEXT`, each part in base64. */
const written = /^encryptionsalt:\s*v1:([\w+/=]+):v1:([\w+/=]+):([\w+/=]+)\s*$/m;

type Salt = readonly [salt: Buffer, nonce: Buffer, sealed: Buffer];

function saltsIn(folder: string, names: readonly string[]): Salt[] {
  return names.flatMap(name => {
    const [, ...parts] = written.exec(readFileSync(join(folder, name), "utf8")) ?? [];
    const [salt, nonce, sealed] = parts.map(part => Buffer.from(part, "base64"));
    return salt === undefined || nonce === undefined || sealed === undefined ? [] : [[salt, nonce, sealed]];
  });
}

/** As Pulumi derives its keys. */
const derivation = {
  iterations: 1_000_000,
  bytes: 32,
  digest: "sha256",
  cipher: "aes-256-gcm",
  tag: 16,
} as const;

function opens([salt, nonce, sealed]: Salt, passphrase: string): boolean {
  const { iterations, bytes, digest, cipher, tag } = derivation;
  const key = pbkdf2Sync(passphrase, salt, iterations, bytes, digest);
  const decipher = createDecipheriv(cipher, key, nonce, { authTagLength: tag });
  decipher.setAuthTag(sealed.subarray(-tag));
  try {
    decipher.update(sealed.subarray(0, -tag));
    decipher.final();
    return true;
  } catch {
    // The tag does not fit: sealed by another.
    return false;
  }
}
