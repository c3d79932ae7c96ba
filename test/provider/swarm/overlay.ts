import assert from "node:assert/strict";
import { inspectContainer, inspectNetwork, inspectService, inspectStored } from "../../../engine/index.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import type { RpcFailure } from "../../harness/providerClient.ts";
import { unique } from "../../harness/run.ts";
import { containerUrn, idle, networkUrn } from "../useProvider.ts";
import { type OwnSwarm, secretUrn, serviceUrn } from "../useSwarm.ts";
import { idleTask } from "./services.ts";

const waiting: Properties = { timeout: "40s" };
const rollout: Properties = { monitor: "300ms" };

/** A health check that passes once a command does; only then does a task run for the swarm. */
const once = (command: string): Properties => onceDone("busybox", "sh", "-c", command);

const onceDone = (...command: readonly string[]): Properties => ({
  healthcheck: { tests: ["CMD", ...command], interval: "300ms", timeout: "3s", retries: 60 },
});

/**
 * Passes where a service's name leads to its virtual address, and its tasks answer at theirs. At the virtual one they
 * would answer by the kernel's IPVS, which not every machine has.
 */
const call = `
import socket, sys
name, virtual = sys.argv[1:]
assert socket.gethostbyname(name) == virtual
for address in socket.gethostbyname_ex("tasks." + name)[2]:
    with socket.create_connection((address, 8080), 2) as connection:
        connection.sendall(b"GET /hostname HTTP/1.0\\r\\n\\r\\n")
        assert b" 200 " in connection.recv(4096)
`;

/** Services with networks, containers and secrets. */
export function overlayTests(swarm: OwnSwarm): void {
  it("find each other by name on an overlay, and answer; it goes right after them", async () => {
    const { client } = swarm;
    const network = await client.make(networkUrn(), { driver: "overlay", attachable: true });
    const name = unique("server");
    const networksAdvanceds = [{ id: network.id }];
    const server = await client.make(serviceUrn(), {
      name,
      taskSpec: idleTask(
        { commands: ["busybox", "httpd"], args: ["-f", "-p", "8080", "-h", "/etc"] },
        { networksAdvanceds },
      ),
      convergeConfig: waiting,
    });
    const seen = await inspectService(swarm.engine, server.id);
    const address = seen?.Endpoint?.VirtualIPs?.find(({ NetworkID }) => NetworkID === network.id)?.Addr;
    assert.match(address ?? "", /^\d+\.\d+\.\d+\.\d+\/\d+$/);
    const [virtual = ""] = address?.split("/") ?? [];
    const caller = await client.make(serviceUrn(), {
      taskSpec: idleTask(onceDone("python3", "-c", call, name, virtual), { networksAdvanceds }),
      convergeConfig: waiting,
    });
    const guest = await client.make(containerUrn(), {
      ...idle,
      networksAdvanced: [{ name: String(network.inputs["name"]) }],
    });
    const joined = await inspectContainer(swarm.engine, guest.id);
    assert.deepEqual(Object.keys(joined?.NetworkSettings.Networks ?? {}), [network.inputs["name"]]);
    await client.delete(guest.urn, guest.id, guest.state);
    await Promise.all([caller, server].map(one => client.delete(one.urn, one.id, one.state)));
    await client.delete(network.urn, network.id, network.state);
    assert.equal(await inspectNetwork(swarm.engine, network.id), undefined);
  });

  it("get a new secret before the old one goes, which is refused while they use it", async () => {
    const { client } = swarm;
    const data = (text: string): Properties => ({ data: Buffer.from(text).toString("base64") });
    const [old, next] = [
      await client.make(secretUrn(), data("old")),
      await client.make(secretUrn(), data("new")),
    ];
    const inputs = (secretId: string, text: string): Properties => ({
      taskSpec: idleTask({
        ...once(`busybox grep -q '^${text}$' /run/secrets/word`),
        secrets: [{ secretId, fileName: "word" }],
      }),
      convergeConfig: waiting,
      updateConfig: rollout,
    });
    const reader = await client.make(serviceUrn(), inputs(old.id, "old"));
    await assert.rejects(client.delete(old.urn, old.id, old.state), (error: RpcFailure) => {
      assert.match(error.details, /is in use by .*\. Leave its name out, so that a new one comes before/);
      return true;
    });
    const { inputs: news } = await client.check(reader.urn, reader.inputs, inputs(next.id, "new"));
    const state = await client.update(reader.urn, reader.id, reader.inputs, reader.state, news);
    await client.delete(old.urn, old.id, old.state);
    assert.equal(await inspectStored(swarm.engine, "secret", old.id), undefined);
    await client.delete(reader.urn, reader.id, state);
    await client.delete(next.urn, next.id, next.state);
  });
}
