/** A request that a project answers. */
export interface Request {
  readonly path: string;
  /** Sends a body in place of asking. */
  readonly body?: string;
}

/** What is asked of a compose project, once it runs, in this order. */
export interface Asked {
  /** The port of the host at which it answers, as its file says. */
  readonly port: number;
  readonly requests: readonly Request[];
  /** How often one service may call another, as `from => to port`: what a conversion is to find. */
  readonly flows: readonly string[];
}

const item = (name: string): string => JSON.stringify({ name });

/** The compose projects of these folders. */
export const projects: Readonly<Record<string, Asked>> = {
  shop: {
    port: 18081,
    requests: [
      { path: "/items" },
      { path: "/items", body: item("second") },
      { path: "/items/2" },
      { path: "/nothing" },
    ],
    flows: ["app => db 5432", "seed => db 5432", "web => app 8080"],
  },
  blog: {
    port: 18082,
    requests: [{ path: "/" }, { path: "/nothing" }],
    flows: ["migrate => db 3306", "proxy => site 8080", "site => db 3306"],
  },
  gateway: {
    port: 18083,
    requests: [
      { path: "/books/items", body: item("On networks") },
      { path: "/music/items", body: item("Für Elise") },
      { path: "/books/items" },
      { path: "/music/items" },
    ],
    flows: [
      "books-app => books-db 5432",
      "gateway => books-app 8080",
      "gateway => music-app 8080",
      "music-app => music-db 5432",
    ],
  },
  pages: {
    port: 18084,
    requests: [{ path: "/" }, { path: "/about.html" }, { path: "/nothing" }],
    flows: ["balancer => blue 8000", "balancer => green 8000"],
  },
  queue: {
    port: 18085,
    requests: [{ path: "/", body: "one" }, { path: "/", body: "two" }, { path: "/2" }],
    flows: ["front => broker 7000", "front => store 7001", "worker => broker 7000", "worker => store 7001"],
  },
  notes: {
    port: 18086,
    requests: [{ path: "/items" }, { path: "/items", body: item("another") }, { path: "/items" }],
    flows: ["notes => relay 6432", "relay => db 5432"],
  },
};
