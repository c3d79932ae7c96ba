import { shop } from "./shop.ts";

export const urls = shop.urls;
