/**
 * What dockerode takes for a call with a body: the body apart from the URL's query. Where they are not told apart,
 * dockerode puts everything into the URL as well, passwords included, and engines and proxies log URLs.
 */
export function inBody<T>(body: object, query: Readonly<Record<string, string>> = {}): T {
  return { _query: query, _body: body } as unknown as T;
}
