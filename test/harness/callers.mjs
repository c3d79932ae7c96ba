// Calls URLs in turn, again and again, each time by a connection of its own or by one that is kept, until it is told to end by the end of its
// input; then it says what came of that, as one line of JSON.
import { Agent, get } from "node:http";

const [how, ...urls] = process.argv.slice(2);
// A kept connection is one to each place, for as long as that keeps it.
const agent = how === "kept" ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
const failures = [];
let requests = 0;
let failedSince;
let longestGap = 0;
let firstFailed;
let lastFailed;
let ended = false;

function call(url) {
  return new Promise(resolve => {
    const request = get(url, { agent, timeout: 5000 }, answer => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`));
      answer.on("error", error => resolve(error.message));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in 5 s")));
    request.on("error", error => resolve(error.message));
  });
}

process.stdin.on("end", () => {
  ended = true;
});
process.stdin.resume();
process.stdout.write("calling\n");
while (!ended) {
  const began = performance.now();
  const failure = await call(urls[requests % urls.length]);
  requests += 1;
  const now = performance.now();
  if (failure !== undefined) {
    failures.push(failure);
    failedSince ??= began;
    firstFailed ??= began;
    lastFailed = began;
  } else failedSince = undefined;
  if (failedSince !== undefined) longestGap = Math.max(longestGap, now - failedSince);
  await new Promise(resolve => setTimeout(resolve, 20));
}
const span = firstFailed === undefined ? 0 : lastFailed - firstFailed;
process.stdout.write(`${JSON.stringify({ requests, failures, longestGap, span })}\n`);
