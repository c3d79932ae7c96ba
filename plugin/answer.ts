import { type handleUnaryCall, type ServiceError, type sendUnaryData, status } from "@grpc/grpc-js";

/** An error as a protocol carries it. */
export type Failure = Partial<ServiceError> & { code: status; details: string };

/** An error of which there is nothing to say but its message. */
export function plainFailure(error: unknown): Failure {
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

/**
 * Turns a function into a handler of calls.
 *
 * @param work gives the response, or throws what becomes the call's error.
 * @param failureOf says how an error is carried.
 */
export function answer<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
  failureOf: (error: unknown) => Failure = plainFailure,
): handleUnaryCall<Request, Response> {
  return (call, callback: sendUnaryData<Response>) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        response => callback(null, response),
        error => callback(failureOf(error)),
      );
  };
}
