import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { Marked, type Tokens } from "marked";

/** A page of the site. */
export interface Page {
  /** Its path in the site: `docs/check.html`. */
  readonly path: string;
  readonly title: string;
  readonly html: string;
  /** Names that a link may lead to within it. */
  readonly anchors: ReadonlySet<string>;
  /** Where its links lead, as they are written in its source, outside of the web. */
  readonly links: readonly string[];
}

/** The documents of the site, in the order of its contents. */
export function sources(root: string): string[] {
  const documents = globSync("docs/**/*.md", { cwd: root })
    .map(path => path.replaceAll("\\", "/"))
    // What the page of all rules begins with, and no page of its own.
    .filter(path => path !== "docs/rules/intro.md");
  return ["README.md", ...documents.sort(), "CHANGELOG.md", "CONTRIBUTING.md"];
}

/** What pages are made with. */
export interface Site {
  /** The URL of the repository: what a link is to there, and no page, leads to it. */
  readonly repository: string;
  /** Pictures of flowcharts, by their source. */
  readonly drawings?: ReadonlyMap<string, string>;
}

/** Makes a page of each document. */
export function pagesOf(root: string, site: Site): Page[] {
  const documents = sources(root);
  const pages = new Set(documents);
  return documents.map(path => pageOf(root, path, pages, site));
}

function pageOf(
  root: string,
  path: string,
  pages: ReadonlySet<string>,
  { repository, drawings }: Site,
): Page {
  const anchors = new Set<string>();
  const links: string[] = [];
  const marked = new Marked({
    gfm: true,
    walkTokens: token => {
      if (token.type !== "link" || isOutside(token.href)) return;
      links.push(token.href);
      token.href = hrefOf(path, token.href, pages, repository);
    },
    renderer: {
      code({ text, lang }: Tokens.Code): string | false {
        const drawing = lang === "mermaid" ? drawings?.get(text) : undefined;
        return drawing !== undefined && `<figure>${drawing}</figure>\n`;
      },
      heading({ tokens, depth }: Tokens.Heading): string {
        const anchor = unused(slug(textOf(tokens)), anchors);
        anchors.add(anchor);
        return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  const source = readFileSync(join(root, path), "utf8");
  const html = marked.parse(source, { async: false });
  return { path: pagePath(path), title: titleOf(source, path), html, anchors, links };
}

/** Every link that leads nowhere: `docs/check.md: rules/README.md#nothing`. */
export function brokenLinks(root: string, pages: readonly Page[]): string[] {
  const byPath = new Map(pages.map(page => [page.path, page]));
  return pages.flatMap(page => {
    const source = page.path.replace(/\.html$/, ".md").replace(/^index\.md$/, "README.md");
    return page.links
      .filter(link => {
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? source : posix.normalize(posix.join(posix.dirname(source), file));
        if (!existsSync(join(root, target))) return true;
        const other = byPath.get(pagePath(target));
        return anchor !== undefined && other !== undefined && !other.anchors.has(anchor);
      })
      .map(link => `${source}: ${link}`);
  });
}

/** A link of a document, as the site has it. */
function hrefOf(path: string, href: string, pages: ReadonlySet<string>, repository: string): string {
  const [file = "", anchor] = href.split("#");
  const end = anchor === undefined ? "" : `#${anchor}`;
  if (file === "") return end;
  const target = posix.normalize(posix.join(posix.dirname(path), file));
  if (!pages.has(target)) return `${repository}/blob/main/${target}${end}`;
  const from = dirname(pagePath(path));
  return `${posix.relative(from === "." ? "" : from, pagePath(target))}${end}`;
}

function pagePath(path: string): string {
  return path === "README.md" ? "index.html" : path.replace(/\.md$/, ".html");
}

function isOutside(href: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/.test(href);
}

function titleOf(source: string, path: string): string {
  return (/^# (.+)$/m.exec(source)?.[1] ?? path).replaceAll("`", "");
}

function textOf(tokens: readonly Tokens.Generic[]): string {
  return tokens.map(token => (token.tokens ? textOf(token.tokens) : (token["text"] ?? token.raw))).join("");
}

/** The name of a heading, as code forges make it. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}

function unused(name: string, taken: ReadonlySet<string>): string {
  for (let count = 0; ; count += 1) {
    const candidate = count === 0 ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
