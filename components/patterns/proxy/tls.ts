import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Input, type Output, output, secret } from "@pulumi/pulumi";
import { ArgumentError } from "../../check/problems.ts";
import { secretsFolder } from "../../plan/folders.ts";
import type { ServerName } from "../servers/server.ts";
import type { ProxyArgs, TlsArgs } from "./args.ts";

/** Where a proxy answers: what its URL is made of. */
export interface Site {
  readonly scheme: "http" | "https";
  readonly port: number;
}

/** The port a proxy answers on unless told otherwise. */
export const defaultProxyPort = 8080;
const defaultTlsPort = 8443;

type Ports = Partial<Pick<ProxyArgs, "port" | "tls">>;

export function siteOf({ port, tls }: Ports): Site {
  return tls === undefined
    ? { scheme: "http", port: port ?? defaultProxyPort }
    : { scheme: "https", port: port ?? defaultTlsPort };
}

/** The port on which plain HTTP is told to come by TLS; undefined where nothing answers that. */
export function redirectPort({ tls }: Ports): number | undefined {
  return tls?.redirect && (tls.redirect.port ?? defaultProxyPort);
}

/** The ports a proxy answers on, its site's first. */
export function proxyPorts(args: Ports): number[] {
  const redirect = redirectPort(args);
  return [...new Set([siteOf(args).port, ...(redirect === undefined ? [] : [redirect])])];
}

/** Files of a certificate and its key, as each server reads them. */
export const tlsFiles = {
  /** haproxy takes both in one. */
  both: `${secretsFolder}/tls.pem`,
  certificate: `${secretsFolder}/tls.crt`,
  key: `${secretsFolder}/tls.key`,
} as const;

/** What a proxy is given as secrets: nothing without TLS. */
export function tlsSecrets(
  server: ServerName,
  tls: TlsArgs | undefined,
): Readonly<Record<string, Input<string>>> {
  if (tls === undefined) return {};
  const pair = checkedPair(tls);
  return server === "haproxy"
    ? { "tls.pem": pair.apply(({ certificate, key }) => `${certificate.trim()}\n${key.trim()}\n`) }
    : { "tls.crt": pair.apply(({ certificate }) => certificate), "tls.key": pair.apply(({ key }) => key) };
}

/** Both together, once they are known; a server that is given two that do not fit would not start. */
function checkedPair({ certificate, key }: TlsArgs): Output<{ certificate: string; key: string }> {
  return output({ certificate: secret(certificate), key: secret(key) }).apply(pair => {
    const problem = pairProblem(pair.certificate, pair.key);
    if (problem !== undefined) throw new ArgumentError("A proxy's tls", [problem]);
    return pair;
  });
}

/** What is wrong with a certificate and its key; nothing of either is in what is said. */
export function pairProblem(
  certificate: string,
  key: string,
): { readonly path: string; readonly reason: string } | undefined {
  const leaf = reading(() => new X509Certificate(certificate));
  if (leaf === undefined) {
    return {
      path: "tls.certificate",
      reason: "it is no certificate; give it as PEM, the server's own first, then those that signed it",
    };
  }
  const privateKey = reading(() => createPrivateKey(key));
  if (privateKey === undefined) {
    return { path: "tls.key", reason: "it is no private key; give it as PEM, without a passphrase" };
  }
  return leaf.checkPrivateKey(privateKey)
    ? undefined
    : { path: "tls.key", reason: "it is another certificate's; give the key of tls.certificate" };
}

function reading<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
