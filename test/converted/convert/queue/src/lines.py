"""Servers and clients that say one line and get one back."""

import os
import socket
import threading


def serve(port, answer):
    def talk(connection):
        with connection, connection.makefile("rw") as lines:
            lines.write(f"{answer(lines.readline().strip())}\n")

    with socket.create_server(("", port)) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk, args=(connection,), daemon=True).start()


def ask(address, line):
    with socket.create_connection(address, timeout=5) as connection, connection.makefile("rw") as lines:
        lines.write(f"{line}\n")
        lines.flush()
        return lines.readline().strip()


def queue():
    host, _, port = os.environ["QUEUE_URL"].removeprefix("tcp://").partition(":")
    return host, int(port)


def store():
    return os.environ["STORE_HOST"], int(os.environ["STORE_PORT"])
