import type { DemoImage } from "./image.ts";

/** What a demo image is built on where nothing else is said: a public base. */
export const publicBase = "debian:bookworm-slim";

/**
 * The Dockerfile of a demo image. It is written from the catalog, so that there is one place where an image is described,
 * and its tag follows from that. On a base that has no apt-get everything is expected to be there already.
 */
export function dockerfileOf(image: DemoImage): string {
  const { name, id } = image.user;
  const install = [
    // First, so that packages that would make such a user find it.
    `echo '${name}:x:${id}:${id}::/:/bin/false' >> /etc/passwd`,
    `echo '${name}:x:${id}:' >> /etc/group`,
    "apt-get update",
    `DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${image.packages.join(" ")}`,
    "rm -rf /var/lib/apt/lists/*",
    ...Object.entries(image.links).map(
      ([path, target]) => `mkdir -p "$(dirname /${path})" && ln -sfn ${target} /${path}`,
    ),
    ...Object.entries(image.folders).map(
      ([folder, mode]) => `install -d -m ${mode.toString(8)} -o ${id} -g ${id} ${folder}`,
    ),
  ];
  return [
    `# ${image.purpose}`,
    "# Written by images/write.ts from images/catalog.ts.",
    `ARG BASE=${publicBase}`,
    "FROM $BASE",
    "USER 0:0",
    "RUN set -e; if command -v apt-get > /dev/null; then \\",
    ...install.map(line => `    ${line}; \\`),
    "    fi",
    ...image.files.map(({ from, to }) => `COPY ${from} ${to}`),
    ...image.configuration,
    "",
  ].join("\n");
}
