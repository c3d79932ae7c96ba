"""An HTTP service: which replica answers, and whether it reaches the database.

It listens on loopback, for its health check, and on the addresses in LISTEN (`name:port`, divided by commas) alone.
"""

import json
import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def reaches_database():
    try:
        socket.create_connection((os.environ["DB_HOST"], int(os.environ["DB_PORT"])), timeout=2).close()
        return True
    except OSError:
        return False


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = {"replica": socket.gethostname()}
        if self.path != "/health":
            body["database"] = "reached" if reaches_database() else "not reached"
        text = json.dumps(body).encode() + b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
addresses = ["127.0.0.1:8080", *filter(None, os.environ.get("LISTEN", "").split(","))]
for address in addresses:
    host, port = address.rsplit(":", 1)
    threading.Thread(target=ThreadingHTTPServer((host, int(port)), Handler).serve_forever, daemon=True).start()
signal.pause()
