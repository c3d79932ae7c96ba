import { shop } from "./shop.ts";

export const urls = shop.urls;

/** What to try on the shop; `bulkhead up` prints it. */
export const tryNext = shop.urls.apply(all =>
  Object.values(all).flatMap(url => [`curl ${url}/items`, `curl -d '{"name": "a first item"}' ${url}/items`]),
);
