import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ChannelCredentials, type ServiceError } from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Empty } from "../../provider/protocol/messages.ts";
import { median } from "../measure/statistics.ts";

const { ResourceProviderClient } = providerServices;
const executable = join(import.meta.dirname, "../../provider/bin/pulumi-resource-docker");
const starts = 5;

/** Seconds from the start of the provider's process to its first reply: the median of some starts. */
export async function firstReply(signal: AbortSignal): Promise<number> {
  const seconds: number[] = [];
  for (let start = 0; start < starts; start++) {
    signal.throwIfAborted();
    seconds.push(await oneStart(signal));
  }
  return median(seconds);
}

async function oneStart(signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const child = spawn(executable, [], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = (await once(createInterface(child.stdout), "line", { signal })) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, ChannelCredentials.createInsecure());
    await new Promise<void>((resolve, reject) => {
      client.getPluginInfo(new Empty(), (error: ServiceError | null) =>
        error === null ? resolve() : reject(error),
      );
    });
    client.close();
    return (performance.now() - started) / 1000;
  } finally {
    child.kill("SIGKILL");
  }
}
