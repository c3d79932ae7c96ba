import type { Examples } from "./case.ts";
import { datastoresExamples } from "./datastores.ts";
import { egressExamples } from "./egress.ts";
import { imagesExamples } from "./images.ts";
import { isolationExamples } from "./isolation.ts";
import { mountsExamples } from "./mounts.ts";
import { namesExamples } from "./names.ts";
import { networksExamples } from "./networks.ts";
import { privilegesExamples } from "./privileges.ts";
import { publishingExamples } from "./publishing.ts";
import { reachabilityExamples } from "./reachability.ts";
import { resourcesExamples } from "./resources.ts";
import { secretsExamples } from "./secrets.ts";
import { sharingExamples } from "./sharing.ts";
import { wiringExamples } from "./wiring.ts";

/** Examples of every rule about what is deployed, by its id. */
export const examples: Examples = {
  ...reachabilityExamples,
  ...egressExamples,
  ...networksExamples,
  ...publishingExamples,
  ...datastoresExamples,
  ...privilegesExamples,
  ...isolationExamples,
  ...mountsExamples,
  ...sharingExamples,
  ...resourcesExamples,
  ...imagesExamples,
  ...secretsExamples,
  ...wiringExamples,
  ...namesExamples,
};
