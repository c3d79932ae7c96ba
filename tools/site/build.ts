import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { brokenLinks, type Page, pagesOf, type Site } from "./pages.ts";

/**
 * Writes the documents as a site: plain files, which any server or none can hand out.
 *
 * @param folder what is in it is removed.
 * @throws Error that names every link that leads nowhere.
 */
export function buildSite(root: string, folder: string, site: Site): Page[] {
  const pages = pagesOf(root, site);
  const broken = brokenLinks(root, pages);
  if (broken.length > 0) throw new Error(["These links lead nowhere:", ...broken].join("\n  "));
  rmSync(folder, { recursive: true, force: true });
  for (const page of pages) {
    const file = join(folder, page.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, document(page, pages));
  }
  writeFileSync(join(folder, "site.css"), style);
  return pages;
}

function document(page: Page, pages: readonly Page[]): string {
  const up = posix.relative(posix.dirname(page.path), ".") || ".";
  const entry = ({ path, title }: Page): string => {
    const here = path === page.path ? ' aria-current="page"' : "";
    return `<li><a href="${up}/${path}"${here}>${escaped(title)}</a></li>`;
  };
  const groups = Map.groupBy(pages, ({ path }) => posix.dirname(path).replace(/^docs\/?/, ""));
  const contents = [...groups].map(([group, entries]) => {
    const items = `<ul>${entries.map(entry).join("")}</ul>`;
    return group === "" || group === "."
      ? items
      : `<details${entries.includes(page) ? " open" : ""}><summary>${group}</summary>${items}</details>`;
  });
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${page.path === "index.html" ? "" : `${escaped(page.title)} · `}Bulkhead</title><link rel="stylesheet" href="${up}/site.css"></head>`,
    // On a phone the contents come after the page, which begins with a way to them.
    `<body><a class="contents" href="#contents">Contents</a>`,
    `<nav id="contents" aria-label="Documents">${contents.join("")}</nav><main>${page.html}</main></body></html>\n`,
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const style = `body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1c2430; display: flex; align-items: flex-start; }
nav { flex: 0 0 17rem; padding: 1rem; position: sticky; top: 0; max-height: 100vh; overflow: auto; box-sizing: border-box; background: #f4f6f8; font-size: 14px; }
nav ul { list-style: none; padding: 0; margin: 0 0 1rem; } nav a { color: inherit; text-decoration: none; } nav a[aria-current] { font-weight: 600; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; min-width: 0; }
pre { background: #f4f6f8; padding: 0.8rem; overflow: auto; } code { font-family: ui-monospace, monospace; font-size: 0.9em; }
table { border-collapse: collapse; display: block; overflow: auto; } th, td { border: 1px solid #ccd3da; padding: 0.3rem 0.6rem; text-align: left; }
figure { margin: 0; overflow: auto; } figure svg { max-width: 100%; height: auto; min-width: 36rem; } .contents { display: none; }
@media (max-width: 50rem) {
  body { flex-direction: column; align-items: stretch; } main { padding: 0 1rem 2rem; max-width: none; }
  .contents { display: block; padding: 0.6rem 1rem; background: #f4f6f8; color: inherit; } nav { order: 1; flex: none; position: static; max-height: none; }
}
@media (prefers-color-scheme: dark) { body { background: #12171e; color: #dde3ea; } nav, pre, .contents { background: #1b222b; } a { color: #7ab8ff; } }
`;
