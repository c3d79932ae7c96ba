/**
 * The environment of tests that need no engine: what looks for one is not led to this machine's, nor, since that would be
 * elsewhere, to the routes of this machine, which subnets otherwise keep clear of.
 */
export const noEngine: NodeJS.ProcessEnv = {
  DOCKER_HOST: "tcp://no-engine-for-these-tests.invalid:2375",
};
