import { chosenTests } from "./swarm/chosen.ts";
import { formTests } from "./swarm/forms.ts";
import { overlayTests } from "./swarm/overlay.ts";
import { privateImageTests } from "./swarm/privateImage.ts";
import { servicePropertyTests } from "./swarm/serviceProperties.ts";
import { serviceTests } from "./swarm/services.ts";
import { storedTests } from "./swarm/stored.ts";
import { useSwarm } from "./useSwarm.ts";

// One swarm for all of them: to start and end one takes longer than most of what is tested in it.
describe("provider: swarm", () => {
  const swarm = useSwarm();
  describe("secrets and configs", () => storedTests(swarm));
  describe("a service's properties", () => servicePropertyTests(swarm));
  describe("said in unusual ways", () => formTests(swarm));
  describe("what is chosen of a service", () => chosenTests(swarm));
  describe("services together", () => overlayTests(swarm));
  describe("a service", () => serviceTests(swarm));
  describe("a service's image in a registry that asks for a login", () => privateImageTests(swarm));
});
