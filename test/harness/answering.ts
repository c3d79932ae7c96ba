import { demoImage } from "../../images/reference.ts";

/** Where a stand-in answers. */
export interface Answers {
  readonly tcp?: readonly number[];
  readonly udp?: readonly number[];
  /** The environment variable that names a Unix socket to open. */
  readonly socketVariable?: string;
}

/**
 * A part of a program's text, to stand in an example for a team's own image: a server that says the number of the port
 * it was called on, or `socket`.
 *
 * @param image the example's, as it stands there.
 */
export function answeringAt(image: string, answers: Answers): Readonly<Record<string, string>> {
  const { tcp = [], udp = [], socketVariable = "" } = answers;
  const args = [tcp.join(","), udp.join(","), socketVariable];
  const command = JSON.stringify(["-c", script, ...args]);
  return {
    [`image: ${JSON.stringify(image)}`]: `image: ${JSON.stringify(demoImage("probe"))}, command: ${command}`,
  };
}

const script = `
import os, signal, socket, sys, threading
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
tcp, udp = [[int(port) for port in given.split(",") if port] for given in sys.argv[1:3]]

def calls(server, word):
    while True:
        connection, _ = server.accept()
        connection.sendall(word.encode())
        connection.close()

def datagrams(server, word):
    while True:
        _, caller = server.recvfrom(512)
        server.sendto(word.encode(), caller)

def serve(how, server, word):
    threading.Thread(target=how, args=(server, word), daemon=True).start()

for port in tcp:
    serve(calls, socket.create_server(("", port)), str(port))
for port in udp:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", port))
    serve(datagrams, server, str(port))
if sys.argv[3]:
    path = os.environ[sys.argv[3]]
    # Of a predecessor that was killed.
    if os.path.exists(path):
        os.remove(path)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    os.chmod(path, 0o666)
    server.listen()
    serve(calls, server, "socket")
signal.pause()
`;
