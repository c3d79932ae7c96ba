import { join } from "node:path";

/** The pack as `--policy-pack` takes it: the folder by any CLI, with its own Node language host beside it. */
export const packFolder: string = import.meta.dirname;

/** The pack as an executable, which needs no language host; by its whole path, from Pulumi CLI 3.256. */
export const packExecutable: string = join(packFolder, "bulkhead-policies");

/** The variable that names the file of exceptions, where the pack's config names none. */
export const exceptionsVariable = "BULKHEAD_EXCEPTIONS";
