// Runs at the far end of a cable (see outside.ts): listens, answers questions for its own name, and says whom it saw. It
// begins when it is told to, and ends with its input.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const [address = "", name, tcpPort, dnsPort] = process.argv.slice(2);
const say = line => process.stdout.write(`${line}\n`);

function answerTo(question) {
  const labels = [];
  let end = 12;
  while (question[end]) {
    labels.push(question.toString("latin1", end + 1, end + 1 + question[end]));
    end += 1 + question[end];
  }
  say(`name ${labels.join(".")}`);
  const asked = question.subarray(12, end + 5);
  const known = labels.join(".") === name;
  const wantsAddress = known && asked.readUInt16BE(asked.length - 4) === 1;
  // A name that is not its own does not exist.
  const code = known ? 0x80 : 0x83;
  const head = Buffer.from([question[0], question[1], 0x81, code, 0, 1, 0, wantsAddress ? 1 : 0, 0, 0, 0, 0]);
  // A pointer to the name asked for; type A, class IN, a minute to live, four bytes.
  const record = [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)];
  return Buffer.concat([head, asked, Buffer.from(wantsAddress ? record : [])]);
}

function listen() {
  const names = createSocket("udp4");
  names.on("message", (question, { port, address: caller }) => names.send(answerTo(question), port, caller));
  const calls = createServer(connection => {
    say(`call ${connection.remoteAddress}`);
    connection.on("error", () => {});
    connection.destroy();
  });
  names.bind(Number(dnsPort), address, () => calls.listen(Number(tcpPort), address, () => say("listening")));
}

process.stdin.once("data", listen);
process.stdin.on("end", () => process.exit());
say("begun");
