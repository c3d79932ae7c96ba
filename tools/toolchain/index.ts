export { install } from "./apt.ts";
export { cached } from "./cache.ts";
export { cacheRoot } from "./cacheRoot.ts";
export { ensureChromium } from "./chromium.ts";
export { answers, CommandFailure, type RunOptions, run } from "./command.ts";
export { type Compose, type ComposeVersion, composeVersions, ensureCompose } from "./compose.ts";
export { type ComposeLint, ensureComposeLint } from "./composeLint.ts";
export { ensureEngine, type ReadyEngine } from "./engine.ts";
export {
  type EnginePrograms,
  type EngineRelease,
  engineEnvironment,
  engineReleases,
  ensureEnginePrograms,
} from "./enginePrograms.ts";
export { pulumiEnvironment, pulumiVariables, stateFolder } from "./environment.ts";
export { SetupFailure } from "./failure.ts";
export { buildHelper, ensureHelper, helperPlatforms } from "./helper.ts";
export { ensureLanguages, type Languages } from "./languages.ts";
export { lives } from "./lives.ts";
export { withLock } from "./lock.ts";
export { inspectMachine } from "./machine.ts";
export { detail, isQuiet, say, setVerbosity, step, type Verbosity } from "./progress.ts";
export { ensurePrometheus } from "./prometheus.ts";
export { ensurePulumi, type Pulumi } from "./pulumi.ts";
export { ensureRegistry } from "./registry.ts";
export { until } from "./until.ts";
export { versions } from "./versions.ts";
