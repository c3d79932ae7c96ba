import { flow, inner, on, topologyOf } from "../build.ts";

const port = (number: number) => [{ port: number, protocol: "tcp" as const }];

/** Something of each state: declared, in excess, perhaps so, missing. */
export const shop = topologyOf(
  inner("front"),
  inner("data"),
  inner("out", { internal: false, hostAddress: true, memberTraffic: false }),
  on("web", { on: ["front", "out"], tier: "web", ports: port(80) }),
  on("app", { on: ["front", "data"], tier: "app", replicas: 3, ports: [...port(8080), ...port(8081)] }),
  on("db", { on: ["data"], tier: "data", ports: port(5432) }),
  on("odd", { privileges: { privileged: { unknown: "not said yet" } } }),
  {
    name: "shop",
    flows: [
      flow("web", "app", 8080),
      flow("app", "db", 5432),
      flow("web", "db", 5432),
      flow("odd", "db", 5432),
    ],
  },
);

/** Names that mean something in every format there is. */
export const nasty = [
  `"]; x --> y`,
  "</text><script>alert(1)</script>",
  "&lt;b&gt;&#60;i",
  "a|b\\|c\\",
  "`@everyone` #1 [x](javascript:alert)",
  "=HYPERLINK(1)",
  "new\nline\r\n  subgraph x",
  "%%{init: {}}%% ;end",
  "{rank=same} <b>",
];
export const nastyShop = topologyOf(
  inner("all"),
  ...nasty.map((id, at) =>
    on(id, { on: ["all"], tier: nasty[(at + 1) % nasty.length] ?? "", ports: port(80) }),
  ),
  { name: nasty.join(" ") },
);
