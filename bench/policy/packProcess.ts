import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { ChannelCredentials } from "@grpc/grpc-js";
import analyzerServices from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { packExecutable } from "../../policies/pack/location.ts";
import type { StackResource } from "../../topology/index.ts";

const { AnalyzeStackRequest, AnalyzerPropertyDependencies, AnalyzerResource, AnalyzerResourceOptions } =
  analyzerMessages;
/** Bytes; a stack of thousands is a large message. */
const largest = { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1 };

/** What judging a stack once takes. */
export interface Judged {
  /** From the question to the answer, over the protocol that Pulumi speaks with the pack. */
  readonly seconds: number;
  /** Peak of the pack's resident memory, in bytes; undefined where there is no /proc. */
  readonly memory: number | undefined;
  readonly findings: number;
}

/** How a pack is started. */
export interface PackProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** Our own, as Pulumi starts it. */
export const ownPack: PackProgram = { program: packExecutable, args: [] };

/**
 * Starts the pack as Pulumi does, shows it a stack, and waits for what it says: once in a process of its own, as in
 * every preview.
 */
export async function judgeOnce(
  request: StackRequest,
  signal: AbortSignal,
  { program, args, cwd }: PackProgram = ownPack,
): Promise<Judged> {
  const child = spawn(program, [...args, "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
    signal,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ended = once(child, "close").catch(() => undefined);
  try {
    const address = `127.0.0.1:${await portOf(child)}`;
    const client = new analyzerServices.AnalyzerClient(address, ChannelCredentials.createInsecure(), largest);
    const started = performance.now();
    const findings = await new Promise<number>((resolve, reject) => {
      client.analyzeStack(request, (error, answer) =>
        error === null ? resolve(answer.getDiagnosticsList().length) : reject(error),
      );
    });
    const seconds = (performance.now() - started) / 1000;
    const memory = await peakOf(child.pid);
    client.close();
    return { seconds, memory, findings };
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

export type StackRequest = InstanceType<typeof AnalyzeStackRequest>;

/** A stack in the form in which Pulumi shows it to a pack. */
export function requestOf(resources: readonly StackResource[]): StackRequest {
  const request = new AnalyzeStackRequest();
  request.setResourcesList(
    resources.map(({ urn, type, outputs, propertyDependencies = {} }) => {
      const message = new AnalyzerResource();
      message.setUrn(urn);
      message.setType(type);
      message.setOptions(new AnalyzerResourceOptions());
      message.setProperties(structMessages.Struct.fromJavaScript(JSON.parse(JSON.stringify(outputs))));
      for (const [property, urns] of Object.entries(propertyDependencies)) {
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList([...urns]);
        message.getPropertydependenciesMap().set(property, dependencies);
      }
      return message;
    }),
  );
  return request;
}

async function portOf(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) {
    const port = Number(String(chunk).trim());
    if (port > 0) return port;
  }
  throw new Error("The pack ended without saying where it listens.");
}

async function peakOf(pid: number | undefined): Promise<number | undefined> {
  // There is no /proc elsewhere than on Linux.
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
