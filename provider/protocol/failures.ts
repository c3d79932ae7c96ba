import { Metadata, status } from "@grpc/grpc-js";
import type { Failure } from "../../plugin/index.ts";
import { Any, ErrorResourceInitFailed, Status } from "./messages.ts";
import { encode, type Properties } from "./values.ts";

/**
 * A failed operation whose object exists all the same: it goes into the state, marked as not fully initialized,
 * so that the next run finishes or replaces it.
 */
export function incompleteFailure(
  message: string,
  id: string,
  state: Properties,
  inputs: Properties,
): Failure {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(encode(state));
  detail.setInputs(encode(inputs));
  detail.setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(message);
  answer.addDetails(packed);
  const metadata = new Metadata();
  // The name under which gRPC carries structured details; grpc-js has no call for it.
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
