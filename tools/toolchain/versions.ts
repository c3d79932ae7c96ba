/** Every version of a tool that this project installs; npm's stand in package.json. */
export const versions = {
  /** github.com/pulumi/pulumi/pkg/v3 */
  pulumi: "3.256.0",
  /** github.com/pulumi/pulumi/sdk/v3: the newest that still holds the Node language host as a Go module. */
  languageHost: "3.68.0",
  /** github.com/pulumi/pulumi-yaml, which runs programs in YAML. */
  pulumiYaml: "1.25.0",
  /** pulumi of Python's package index. */
  pulumiPython: "3.272.0",
  /** github.com/docker/compose/v2, the peer that the benches were first measured against. */
  compose: "2.40.3",
  /** github.com/docker/compose/v5, the current one: what reads compose files here is held against it. */
  currentCompose: "5.6.0",
  /** compose-lint of Python's package index, the peer of the bench of `check`. */
  composeLint: "0.36.2",
  /** The Debian release the demo images and the older engine are made of. */
  debian: "bookworm",
  /** github.com/moby/moby/v2: the current engine. */
  moby: "2.0.0-beta.24",
  /** What that engine calls itself: the releases that are made of the module count otherwise, and this is their 29. */
  mobyRelease: "29.0.0-beta.24",
  /** github.com/containerd/containerd/v2, which that engine runs. */
  containerd: "2.4.2",
  /** github.com/opencontainers/runc, which runs its containers. */
  runc: "1.5.3",
} as const;
