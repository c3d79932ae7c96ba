import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

/**
 * Serves a protocol of Pulumi's plugins on a free port of the loopback address, for messages of any size.
 *
 * @returns the port, which Pulumi reads from the first line that a plugin writes.
 */
export async function serve<Handlers extends UntypedServiceImplementation>(
  service: ServiceDefinition<Handlers>,
  handlers: Handlers,
): Promise<number> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(service, handlers);
  return await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}
