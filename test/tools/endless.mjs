// A test that never ends by itself, in a run that says when it is at work, and when it has ended in its own way.
describe("a run", () => {
  it("goes on", () =>
    new Promise(resolve => {
      const alive = setInterval(() => {}, 1000);
      process.on("SIGTERM", () => {
        clearInterval(alive);
        process.stdout.write("tidied up\n");
        resolve(undefined);
      });
      process.stdout.write("at work\n");
    })).timeout(0);
});
