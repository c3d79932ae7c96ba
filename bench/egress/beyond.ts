import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ContainerSpec,
  createContainer,
  type Engine,
  inspectContainer,
  type Labels,
  startContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { run } from "../../tools/toolchain/index.ts";
import { nginxPage } from "../page.ts";

/** The name that is called, and where it answers: an address kept for documents, at the far end of a cable. */
export const name = "bench.example.com";
export const address = "203.0.113.2";
const near = "203.0.113.1";

/** Of addresses kept for documents nothing leaves this machine: the last choice of all routes, for as long as it is measured. */
const nowhere = ["unreachable", "203.0.113.0/24", "metric", "4294967294"] as const;

/**
 * What is called beyond the host: nginx with TLS in a namespace of its own, at the far end of a cable, and a DNS server
 * beside it that knows its name. Whatever else is called at those addresses leads nowhere.
 */
export async function beyond(engine: Engine, folder: string, mark: string, labels: Labels): Promise<void> {
  await certificate(folder);
  await writeFile(join(folder, "nginx.conf"), page);
  const server = await started(engine, {
    name: `${mark}-beyond`,
    Image: demoImage("nginx"),
    Entrypoint: ["nginx", "-c", "/beyond/nginx.conf", "-g", "daemon off;"],
    Cmd: [],
    Labels: labels,
    HostConfig: { NetworkMode: "none", Binds: [`${folder}:/beyond:ro`] },
  });
  const found = await inspectContainer(engine, server);
  const pid = String(found?.State.Pid ?? 0);
  const end = `bh${randomBytes(4).toString("hex")}`;
  const ip = (...args: readonly string[]): Promise<string> => run("ip", args);
  const far = (...args: readonly string[]): Promise<string> =>
    run("nsenter", ["--target", pid, "--net", "ip", ...args]);
  await ip("route", "replace", ...nowhere);
  await ip("link", "add", end, "type", "veth", "peer", "name", "cable", "netns", pid);
  await ip("address", "add", `${near}/30`, "dev", end);
  await ip("link", "set", end, "up");
  await far("address", "add", `${address}/30`, "dev", "cable");
  await far("link", "set", "cable", "up");
  await started(engine, {
    name: `${mark}-names`,
    Image: demoImage("egress"),
    Entrypoint: ["dnsmasq", "--keep-in-foreground", "--user=", "--group=", "--no-resolv", "--no-hosts"],
    Cmd: [`--host-record=${name},${address}`],
    Labels: labels,
    HostConfig: { NetworkMode: `container:${server}` },
  });
}

/** Takes back what {@link beyond} did to this machine's routes; nothing where it did nothing. The cable goes with its end. */
export async function forgetBeyond(): Promise<void> {
  await run("ip", ["route", "del", ...nowhere]).catch(() => "");
}

async function started(engine: Engine, spec: ContainerSpec): Promise<string> {
  const id = await createContainer(engine, spec);
  await startContainer(engine, id, spec.name);
  return id;
}

async function certificate(folder: string): Promise<void> {
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
  await run("openssl", ["req", "-x509", ...key, "-days", "2", ...subject, "-out", "certificate.pem"], {
    cwd: folder,
  });
  // Whoever serves it in the container is another user; it is worth nothing elsewhere.
  await run("chmod", ["-R", "a+rX", folder]);
}

const page = nginxPage(
  "listen 443 ssl;",
  "ssl_certificate /beyond/certificate.pem;",
  "ssl_certificate_key /beyond/key.pem;",
  "ssl_protocols TLSv1.3;",
);
