import assert from "node:assert/strict";
import { composeOfRunning, type Running } from "../../../convert/index.ts";

type Container = Running["containers"][number];

/** A container as `docker inspect` tells it, as far as it is read. */
function container(name: string, more: Partial<Container> = {}): Container {
  return {
    Id: "0123456789abcdef",
    Name: `/${name}`,
    Config: { Image: "acme/app:1" },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: { bridge: {} } },
    ...more,
  };
}

const said = { Cmd: ["serve"], Entrypoint: ["/app"], Env: ["PATH=/bin"], User: "app" };

function services(
  containers: readonly Container[],
  networks: Running["networks"] = [],
): Record<string, unknown> {
  const running = { containers, images: new Map([["acme/app:1", said]]), networks };
  return composeOfRunning(running) as Record<string, unknown>;
}

describe("convert: what runs", () => {
  it("leaves out what the image says", () => {
    const config = { ...said, Image: "acme/app:1", Env: ["PATH=/bin", "PRICE=1$"] };
    assert.deepEqual(services([container("app", { Config: config })])["services"], {
      app: { image: "acme/app:1", environment: ["PRICE=1$$"], network_mode: "bridge" },
    });
  });

  it("takes networks and volumes by their names, the anonymous ones too", () => {
    const anonymous = "f".repeat(64);
    const app = container("shop-app-1", {
      Config: { ...said, Image: "acme/app:1", Labels: { "com.docker.compose.service": "app" } },
      Mounts: [
        { Type: "volume", Name: "shop_data", Source: "/x", Destination: "/data", RW: true },
        { Type: "volume", Name: anonymous, Source: "/y", Destination: "/cache", RW: true },
        { Type: "bind", Source: "/srv/www", Destination: "/www", RW: false },
      ],
      NetworkSettings: {
        Networks: { shop_default: { Aliases: ["shop-app-1", "app", "0123456789ab", "api"] } },
      },
    });
    const network = {
      Name: "shop_default",
      Driver: "bridge",
      Internal: false,
      IPAM: { Config: [{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }] },
      Options: null,
    };
    assert.deepEqual(services([app], [network, { ...network, Name: "unused" }]), {
      services: {
        app: {
          image: "acme/app:1",
          volumes: [
            { type: "volume", source: "shop_data", target: "/data" },
            { type: "volume", source: anonymous, target: "/cache" },
            { type: "bind", source: "/srv/www", target: "/www", read_only: true },
          ],
          networks: { shop_default: { aliases: ["api"] } },
        },
      },
      networks: {
        shop_default: {
          name: "shop_default",
          driver: "bridge",
          ipam: { config: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }] },
        },
      },
      volumes: { shop_data: { name: "shop_data" }, [anonymous]: { name: anonymous } },
    });
  });

  it("makes containers of one service its replicas, which wait for what the service waited for", () => {
    const labelled = (service: string, number: number, more: Record<string, string> = {}): Container =>
      container(`shop-${service}-${number}`, {
        Config: {
          ...said,
          Image: "acme/app:1",
          Labels: { "com.docker.compose.service": service, "com.docker.compose.project": "shop", ...more },
        },
      });
    const waits = { "com.docker.compose.depends_on": "db:service_healthy:false,gone:service_started:false" };
    const found = services([labelled("app", 1, waits), labelled("app", 2, waits), labelled("db", 1)]);
    assert.deepEqual((found["services"] as Record<string, unknown>)["app"], {
      image: "acme/app:1",
      depends_on: { db: { condition: "service_healthy" } },
      network_mode: "bridge",
      scale: 2,
    });
  });

  it("takes what a container was given beyond its image", () => {
    const app = container("app", {
      Config: {
        ...said,
        Image: "acme/app:1",
        Cmd: ["work"],
        User: "0",
        ExposedPorts: { "80/tcp": {} },
        Healthcheck: { Test: ["CMD", "true"], Interval: 2e9, Retries: 3 },
        Labels: { team: "shop" },
      },
      HostConfig: {
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] },
        Tmpfs: { "/tmp": "size=1m", "/run": "" },
        RestartPolicy: { Name: "always" },
        Memory: 64 << 20,
        NanoCpus: 5e8,
        CapDrop: ["ALL"],
        ReadonlyRootfs: true,
        NetworkMode: "host",
      },
    });
    assert.deepEqual((services([app])["services"] as Record<string, unknown>)["app"], {
      image: "acme/app:1",
      command: ["work"],
      user: "0",
      expose: ["80/tcp"],
      ports: [{ target: 80, protocol: "tcp", host_ip: "127.0.0.1", published: "8080" }],
      tmpfs: ["/tmp:size=1m", "/run"],
      restart: "always",
      mem_limit: 64 << 20,
      cpus: 0.5,
      cap_drop: ["ALL"],
      read_only: true,
      healthcheck: { test: ["CMD", "true"], interval: "2000ms", retries: 3 },
      labels: { team: "shop" },
      network_mode: "host",
    });
  });
});
