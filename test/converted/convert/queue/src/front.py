from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lines import ask, queue, store


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(ask(store(), f"wait {self.path.removeprefix('/')}"))

    def do_POST(self):
        line = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(ask(queue(), f"put {line}"))

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


ThreadingHTTPServer(("", 8080), Handler).serve_forever()
