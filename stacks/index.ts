import { shop } from "./shop.ts";

export const urls = shop.urls;

/** Commands to try, which `bulkhead up` shows at its end. */
export const next = urls.apply(({ web }) => [
  `curl ${web}/items`,
  `curl -d '{"name": "a first item"}' ${web}/items`,
]);
