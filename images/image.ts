/** A file of this repository that goes into an image. */
export interface ImageFile {
  /** Path below `images/`. */
  readonly from: string;
  /** Absolute path in the image. */
  readonly to: string;
  /** Permission bits. @default 0o644 */
  readonly mode?: number;
}

/** A demo image: Debian packages, taken apart, with what nobody needs left out. */
export interface DemoImage {
  readonly name: string;
  /** One sentence on what it is for. */
  readonly purpose: string;
  /** Packages of Debian bookworm; what they depend on comes with them. */
  readonly packages: readonly string[];
  /** Paths left out beside documentation and translations, as shell patterns below the root. */
  readonly without: readonly string[];
  /** Symbolic links: path to target. */
  readonly links: Readonly<Record<string, string>>;
  readonly files: readonly ImageFile[];
  /** Its one user beside root, whom it runs as. */
  readonly user: { readonly name: string; readonly id: number };
  /** Folders that belong to that user, with their permission bits. */
  readonly folders: Readonly<Record<string, number>>;
  /** Changes to the image's configuration, as `docker import --change` takes them. */
  readonly configuration: readonly string[];
}

/** What no image of a server needs. */
export const neverNeeded: readonly string[] = [
  "usr/share/doc/*",
  "usr/share/man/*",
  "usr/share/info/*",
  "usr/share/locale/*",
  "usr/share/i18n/*",
  "usr/share/lintian/*",
  "usr/share/perl*",
  "usr/share/bash-completion",
  "usr/lib/*/perl*",
  "usr/lib/*/libperl*",
  "usr/lib/*/gconv",
  "usr/bin/perl*",
  "var/cache/*",
  "var/lib/apt",
  "var/lib/dpkg",
];
