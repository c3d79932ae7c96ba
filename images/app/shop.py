"""The shop's application: items in a PostgreSQL table, over HTTP.

GET  /health      200 while the process answers, 503 once it is to end
GET  /replica     which replica answered
GET  /            which replica answered, and whether it reaches the database
GET  /items       all items, as JSON
GET  /items/ID    one item
POST /items       {"name": "..."} makes one

It reads DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASS_FILE (or DB_PASS), and listens on the addresses in LISTEN
(`name:port`, divided by commas) and on loopback. A database that goes away and comes back is noticed by the next
request: connections are made by name, when they are needed.

Told to end, it goes on answering for DRAIN_SECONDS (none unless given), ending each connection with its answer, so that
whoever asks for its health has turned to others by then; and it finishes the requests it has begun.
"""

import json
import os
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

REPLICA = os.environ.get("REPLICA", socket.gethostname())
DRAIN_SECONDS = float(os.environ.get("DRAIN_SECONDS", "0"))
# How long a request that has begun may take to end.
FINISH_SECONDS = 5.0
# A connection unused for longer is asked whether it still lives before a request relies on it.
TRUSTED_SECONDS = 1.0


class Database:
    """One connection per thread, made when it is needed and thrown away when it fails."""

    def __init__(self):
        self.local = threading.local()
        self.prepared = False

    def run(self, statement, arguments=()):
        connection = self.connection()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, arguments)
                rows = cursor.fetchall()
            self.local.used = time.monotonic()
            return rows
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            self.drop()
            raise

    def connection(self):
        current = getattr(self.local, "connection", None)
        if current is not None and not self.lives(current):
            self.drop()
            current = None
        if current is None:
            current = connect()
            self.local.connection = current
            if not self.prepared:
                prepare(current)
                self.prepared = True
        return current

    def lives(self, connection):
        if time.monotonic() - self.local.used < TRUSTED_SECONDS:
            return not connection.closed
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute("select 1")
            return True
        except psycopg2.Error:
            return False

    def drop(self):
        connection = getattr(self.local, "connection", None)
        self.local.connection = None
        if connection is not None:
            connection.close()


def connect():
    password_file = os.environ.get("DB_PASS_FILE")
    if password_file:
        with open(password_file, encoding="utf-8") as file:
            password = file.read().strip()
    else:
        password = os.environ.get("DB_PASS", "")
    return psycopg2.connect(
        host=os.environ["DB_HOST"],
        port=os.environ.get("DB_PORT", "5432"),
        user=os.environ["DB_USER"],
        dbname=os.environ["DB_NAME"],
        password=password,
        application_name=REPLICA,
        connect_timeout=3,
        tcp_user_timeout=3000,
    )


def prepare(connection):
    with connection, connection.cursor() as cursor:
        # Two replicas may come first at the same time; one of them waits.
        cursor.execute("select pg_advisory_xact_lock(1)")
        cursor.execute(
            "create table if not exists items ("
            "id bigint generated always as identity primary key, name text not null, made_by text not null)"
        )


database = Database()


class Requests:
    """Those that are being answered."""

    def __init__(self):
        self.changed = threading.Condition()
        self.count = 0

    def __enter__(self):
        with self.changed:
            self.count += 1

    def __exit__(self, *_):
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def finish(self, seconds):
        with self.changed:
            self.changed.wait_for(lambda: self.count == 0, seconds)


requests = Requests()
ending = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "shop"
    timeout = 65
    # An answer goes out whole: headers and body in two pieces wait for each other's acknowledgement.
    wbufsize = 65536
    disable_nagle_algorithm = True

    def do_GET(self):
        with requests:
            self.get()

    def do_POST(self):
        with requests:
            self.post()

    def get(self):
        if self.path == "/health":
            ends = ending.is_set()
            self.answer(503 if ends else 200, {"status": "ending" if ends else "ok", "replica": REPLICA})
        elif self.path == "/replica":
            self.answer(200, {"replica": REPLICA})
        elif self.path == "/":
            self.with_database(lambda: (200, {"replica": REPLICA, "database": database.run("select version()")[0][0]}))
        elif self.path == "/items":
            self.with_database(lambda: (200, {"replica": REPLICA, "items": items()}))
        elif self.path.startswith("/items/") and self.path[7:].isdigit():
            self.with_database(lambda: self.one(int(self.path[7:])))
        else:
            self.answer(404, {"error": "there is /, /health, /replica, /items and /items/ID"})

    def post(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, 65536))
        if self.path != "/items":
            self.answer(404, {"error": "POST goes to /items"})
            return
        try:
            name = json.loads(body)["name"]
            if not isinstance(name, str) or not 0 < len(name) <= 200:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            self.answer(400, {"error": 'send {"name": "..."}, at most 200 characters'})
            return
        self.with_database(lambda: (201, insert(name)))

    def one(self, number):
        found = rows("select id, name, made_by from items where id = %s", (number,))
        return (200, found[0]) if found else (404, {"error": f"there is no item {number}"})

    def with_database(self, work):
        try:
            status, body = work()
        except psycopg2.Error as error:
            status, body = 503, {"error": "the database does not answer", "kind": type(error).__name__}
        self.answer(status, body)

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-Replica", REPLICA)
        if ending.is_set():
            # Says so to the client, and does it.
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text)
        # Out before the request counts as answered.
        self.wfile.flush()

    def log_message(self, format, *arguments):
        if self.path != "/health":
            super().log_message(format, *arguments)


def items():
    return rows("select id, name, made_by from items order by id desc limit 100")


def insert(name):
    statement = "insert into items (name, made_by) values (%s, %s) returning id, name, made_by"
    return rows(statement, (name, REPLICA))[0]


def rows(statement, arguments=()):
    return [{"id": row[0], "name": row[1], "made_by": row[2]} for row in database.run(statement, arguments)]


def addresses():
    listen = os.environ.get("LISTEN")
    if not listen:
        return [("", 8080)]
    named = [address.rpartition(":") for address in listen.split(",")]
    wanted = [(socket.gethostbyname(name), int(port)) for name, _, port in named]
    return list(dict.fromkeys(wanted + [("127.0.0.1", port) for _, port in wanted]))


def main():
    servers = [ThreadingHTTPServer(address, Handler) for address in addresses()]
    # As process 1 it gets no default action for a signal.
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    signal.signal(signal.SIGINT, lambda *_: ending.set())
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{REPLICA} listens on {server.server_address[0]}:{server.server_address[1]}")
    ending.wait()
    time.sleep(DRAIN_SECONDS)
    for server in servers:
        server.shutdown()
    requests.finish(FINISH_SECONDS)


main()
