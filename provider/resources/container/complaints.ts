import type { Properties, Value } from "../../protocol/values.ts";
import type { CheckFailure } from "../../tables/check.ts";
import { type VolumeInput, volumeComplaint } from "./storage.ts";
import { type UploadInput, uploadComplaint } from "./uploads.ts";

/** What is wrong between properties, each of which is right by itself. */
export function complaints(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const complain = (property: string, reason: string | undefined): void => {
    if (reason !== undefined) failures.push({ property, reason });
  };
  list<VolumeInput>(inputs["volumes"]).forEach((volume, index) => {
    complain(`volumes[${index}]`, volumeComplaint(volume));
  });
  list<UploadInput>(inputs["uploads"]).forEach((upload, index) => {
    complain(`uploads[${index}]`, uploadComplaint(upload));
  });
  const mode = String(inputs["networkMode"] ?? "");
  if ((mode === "host" || mode.startsWith("container:")) && list(inputs["networksAdvanced"]).length > 0) {
    complain(
      "networksAdvanced",
      `a container with networkMode "${mode}" is on no network of its own; leave one of them out`,
    );
  }
  if (inputs["gpus"] && list(inputs["deviceRequests"]).length > 0) {
    complain("gpus", "gpus and deviceRequests say the same; leave one of them out");
  }
  if (inputs["logs"] && !inputs["attach"]) {
    complain("logs", "logs are kept of an attached container only; set attach, or leave logs out");
  }
  const memory = Number(inputs["memory"] ?? 0);
  if (memory > 0 && memory < 6) complain("memory", `${memory} MiB is below 6, the least the engine takes`);
  if (Number(inputs["memorySwap"] ?? 0) > 0 && memory === 0) {
    complain("memorySwap", "swap is limited together with memory only; give memory too");
  }
  return failures;
}

/** The items of a list that check has looked at; none where it is not given. */
function list<T>(value: Value): readonly T[] {
  return Array.isArray(value) ? value : [];
}
