// Runs at the far end of a cable (see world.ts) as all of the world there is: a DNS server, servers with TLS that are told
// apart by their names, a plain one, and one that speaks first. It says whom it saw, does what it is told in lines of JSON,
// and ends with its input.
import { createSocket } from "node:dgram";
import { createServer as createHttp } from "node:http";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { createSecureContext, createServer as createTls } from "node:tls";

const say = line => process.stdout.write(`${line}\n`);
const ignore = socket => socket.on("error", () => undefined);
let names = {};

function nameIn(question) {
  const labels = [];
  let end = 12;
  while (question[end]) {
    labels.push(question.toString("latin1", end + 1, end + 1 + question[end]));
    end += 1 + question[end];
  }
  return { name: labels.join(".").toLowerCase(), asked: question.subarray(12, end + 5) };
}

function answerTo(question) {
  const { name, asked } = nameIn(question);
  say(`name ${name}`);
  const address = names[name];
  const isAddress = asked.readUInt16BE(asked.length - 4) === 1 && address !== undefined;
  const code = address === undefined ? 0x83 : 0x80;
  const head = Buffer.from([question[0], question[1], 0x81, code, 0, 1, 0, isAddress ? 1 : 0, 0, 0, 0, 0]);
  // A pointer to the name asked for; type A, class IN, no second to live, four bytes.
  const record = isAddress
    ? [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]
    : [];
  return Buffer.concat([head, asked, Buffer.from(record)]);
}

/** A server that a hello's name chooses the certificate of, and that says which it was called by. */
function secure(certificates, address) {
  const contexts = Object.fromEntries(
    Object.entries(certificates).map(([name, pair]) => [name, createSecureContext(pair)]),
  );
  const [first] = Object.values(certificates);
  const server = createTls({
    ...first,
    SNICallback: (name, done) => {
      say(`hello ${address} ${name}`);
      done(null, contexts[name] ?? contexts[`*.${name.split(".").slice(1).join(".")}`]);
    },
  });
  server.on("tlsClientError", () => undefined);
  server.on("secureConnection", socket => {
    ignore(socket);
    socket.on("data", () =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${address.length}\r\n\r\n${address}`),
    );
  });
  return server;
}

function plain(address) {
  return createHttp((request, response) => {
    say(`request ${address} ${request.headers.host}`);
    response.end(address);
  });
}

/** As databases do, it speaks first. */
function speaking(address) {
  return createServer(socket => {
    ignore(socket);
    say(`call ${address}`);
    socket.end(`hello from ${address}`);
  });
}

/** Answers at /late a second after it was asked, and at /never not at all. */
function slow(address) {
  return createHttp((request, response) => {
    if (request.url !== "/never") setTimeout(() => response.end(address), request.url === "/late" ? 1000 : 0);
  });
}

/** Takes every connection, and says nothing in any. */
const silent = () => createServer(ignore);

async function listening(server, port, address) {
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, address, resolve));
}

async function listen({ addresses, certificates, dns, sixth }) {
  await listening(speaking(sixth), 443, sixth);
  for (const address of addresses) {
    await listening(secure(certificates, address), 443, address);
    await listening(plain(address), 80, address);
    await listening(speaking(address), 5432, address);
    await listening(slow(address), 8080, address);
    await listening(silent(), 8443, address);
  }
  const server = createSocket("udp4");
  server.on("message", (question, { port, address }) => server.send(answerTo(question), port, address));
  await new Promise(resolve => server.bind(53, dns, resolve));
  for (const [family, address] of [
    ["udp4", dns],
    ["udp6", sixth],
  ]) {
    const datagrams = createSocket(family);
    datagrams.on("message", () => say(`datagram ${address}`));
    await new Promise(resolve => datagrams.bind(443, address, resolve));
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", async line => {
  const { known, ...rest } = JSON.parse(line);
  if (known !== undefined) names = known;
  if (rest.addresses !== undefined) await listen(rest);
  say("done");
});
lines.on("close", () => process.exit());
say("begun");
