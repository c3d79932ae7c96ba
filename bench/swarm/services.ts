/** What is deployed in both ways: thirty services of three replicas. */
export const pairs = 15;
export const replicas = 3;

export const entrypoint = ["python3", "-c"];

export const server = [
  "import signal, socket, sys",
  "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))",
  "listener = socket.create_server(('', 8080))",
  "while True: listener.accept()[0].close()",
].join("\n");

export const client = [
  "import signal, sys",
  "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))",
  "signal.pause()",
].join("\n");

/** The same services in the words of `docker stack deploy`. */
export function stackFile(image: string, release: string): object {
  const deploy = {
    replicas,
    endpoint_mode: "dnsrr",
    update_config: { parallelism: 1, order: "start-first", failure_action: "rollback", monitor: "5s" },
    resources: { limits: { memory: "256M", cpus: "1" } },
    restart_policy: { condition: "any", delay: "1s" },
  };
  const hardened = { image, entrypoint, cap_drop: ["ALL"], read_only: true, deploy };
  const services = Array.from({ length: pairs }, (_, index) => [
    [`api-${index}`, { ...hardened, command: [server], networks: [`pair-${index}`] }],
    [
      `user-${index}`,
      {
        ...hardened,
        command: [client],
        networks: [`pair-${index}`],
        environment: index === 0 ? { RELEASE: release } : {},
      },
    ],
  ]).flat();
  const networks = Array.from({ length: pairs }, (_, index) => [
    `pair-${index}`,
    { driver: "overlay", internal: true },
  ]);
  return {
    version: "3.8",
    services: Object.fromEntries(services),
    networks: Object.fromEntries(networks),
  };
}
