export { type Converted, type ConvertOptions, convert } from "./convert.ts";
