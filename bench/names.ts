import type { Bench } from "./bench.ts";
import { buildsBench } from "./builds/builds.ts";
import { checkBench } from "./check/check.ts";
import { constructBench } from "./construct/construct.ts";
import { denseBench } from "./dense/dense.ts";
import { egressBench } from "./egress/egress.ts";
import { falseAlarmsBench } from "./falseAlarms/falseAlarms.ts";
import { networkBench } from "./network/network.ts";
import { pathBench } from "./path/path.ts";
import { policyBench } from "./policy/policy.ts";
import { providerBench } from "./provider/provider.ts";
import { swarmBench } from "./swarm/swarm.ts";
import { truthBench } from "./truth/truth.ts";
import { upBench } from "./up/up.ts";
import { verifyBench } from "./verify/verify.ts";

/** Every bench there is. */
export const benches: Readonly<Record<string, Bench>> = {
  up: upBench,
  builds: buildsBench,
  verify: verifyBench,
  policy: policyBench,
  check: checkBench,
  construct: constructBench,
  dense: denseBench,
  path: pathBench,
  egress: egressBench,
  network: networkBench,
  provider: providerBench,
  falseAlarms: falseAlarmsBench,
  truth: truthBench,
  swarm: swarmBench,
};
