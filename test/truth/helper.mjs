// Runs in one network namespace (see namespace.ts): listens there, answers with its name, and tries what it is told to
// try from there. A line in, a line out, both JSON; it ends with its input.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { createInterface } from "node:readline";

const say = answer => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** On every address of both families; of IPv4 alone where the namespace has no IPv6. */
async function listen({ name, tcp, udp }) {
  for (const port of tcp) {
    const server = createServer(socket => {
      socket.on("error", () => {});
      socket.end(`${name}\n`);
    });
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: "::", backlog: 512 }, resolve);
    }).catch(() => new Promise(resolve => server.listen({ port, host: "0.0.0.0", backlog: 512 }, resolve)));
  }
  for (const port of udp) {
    for (const type of ["udp4", "udp6"]) {
      const socket = createSocket({ type, ipv6Only: type === "udp6" });
      socket.on("message", (_, { address, port: to }) => socket.send(`${name}\n`, to, address));
      await new Promise(resolve => {
        socket.once("error", resolve);
        socket.bind(port, resolve);
      });
    }
  }
  return {};
}

/** Flags of /proc/net/if_inet6: an address that is still tried for duplicates takes no connections yet. */
const tentative = 0x40;

function addresses() {
  let text = "";
  try {
    text = readFileSync("/proc/net/if_inet6", "utf8");
  } catch {
    // A kernel without IPv6 has no such file, and so no such addresses.
  }
  const settled = text
    .split("\n")
    .every(line => !(Number.parseInt(line.split(/\s+/)[4] ?? "0", 16) & tentative));
  const found = Object.entries(networkInterfaces()).flatMap(([link, list]) =>
    (list ?? []).map(({ address, family, internal }) => ({ link, address, family, internal })),
  );
  return { settled, addresses: found };
}

function tryTcp({ address, port }, patience) {
  return new Promise(resolve => {
    let heard = "";
    const socket = connect({ host: address, port });
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard.trim());
    };
    const timer = setTimeout(end, patience);
    socket.on("data", data => {
      heard += data;
    });
    socket.on("end", end);
    socket.on("error", end);
  });
}

/** Milliseconds after which a datagram that nobody answered is sent once more. */
const pause = 250;

function tryUdp({ address, port }, patience) {
  return new Promise(resolve => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    const end = heard => {
      clearInterval(again);
      clearTimeout(timer);
      socket.close();
      resolve(heard);
    };
    const timer = setTimeout(end, patience, "");
    socket.on("message", data => end(data.toString().trim()));
    socket.on("error", () => end(""));
    // Sent until it is answered or given up: one packet may get lost.
    const send = () => socket.send("?", port, address, error => error && end(""));
    const again = setInterval(send, pause);
    send();
  });
}

async function attempt({ tries, patience }) {
  const answers = tries.map(one => (one.protocol === "udp" ? tryUdp(one, patience) : tryTcp(one, patience)));
  return { heard: await Promise.all(answers) };
}

const commands = { listen, addresses, attempt };

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  say(await commands[command](rest));
}
process.exit();
