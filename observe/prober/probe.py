"""Tries TCP connections and says what became of each. It runs in somebody else's network namespace.

The arguments are targets, `host:port` each; the output is a line for each, in their order:
open, refused, timeout, unresolved or unreachable. Only modules of the smallest Python there is are used.
"""

import socket
import sys
import threading

# Seconds. Enough for a slow neighbour; a dropped packet is never answered, however long one waits.
PATIENCE = 2.0
# Attempts at a time: far below the open files a container may have.
AT_ONCE = threading.Semaphore(128)


def attempt(target):
    host, _, port = target.rpartition(":")
    try:
        address = socket.getaddrinfo(host, int(port), socket.AF_INET, socket.SOCK_STREAM)[0][4]
    except socket.gaierror:
        return "unresolved"
    try:
        socket.create_connection(address, timeout=PATIENCE).close()
        return "open"
    except ConnectionRefusedError:
        return "refused"
    except socket.timeout:
        return "timeout"
    except OSError:
        return "unreachable"


def main(targets):
    found = [""] * len(targets)

    def work(index):
        with AT_ONCE:
            found[index] = attempt(targets[index])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(targets))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(found))


main(sys.argv[1:])
