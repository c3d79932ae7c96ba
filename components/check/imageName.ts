const host = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?`;
const part = `[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const tag = String.raw`[\w][\w.-]{0,127}`;
const digest = `[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}`;
const reference = new RegExp(`^((?:${host}/)?${part}(?:/${part})*)(?::${tag})?(?:@${digest})?$`);

/**
 * What keeps a text from being an image's name; an image's id is one too.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference#pkg-overview for the grammar.
 */
export function whyNoImage(text: string): string | undefined {
  if (text === "") return "give an image's name, such as acme/api:1.4.2";
  const [, name] = reference.exec(text) ?? [];
  if (name === undefined) {
    const form = "[host[:port]/]name[:tag][@digest], its name in lower-case letters, such as acme/api:1.4.2";
    return `${JSON.stringify(text)} is no image's name; write it as ${form}`;
  }
  return name.length > 255 ? "an image's name has at most 255 characters; give a shorter one" : undefined;
}
