"""The Engine's socket for the tests: dockerd.py DIRECTORY JSON.

Listens at DIRECTORY/docker.sock; each request to join is a line of DIRECTORY/joins. JSON: {"state": where it begins, "answers":
[[status, words, state afterwards], ...] one for each request to join, "root": DockerRootDir}.
"""
import http.server
import json
import os
import socketserver
import sys

directory, options = sys.argv[1], json.loads(sys.argv[2])
state = {"now": options["state"], "answers": options.get("answers", [])}


class Engine(http.server.BaseHTTPRequestHandler):
    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, {"DockerRootDir": options.get("root", "/var/lib/docker"), "Swarm": {"LocalNodeState": state["now"]}})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(os.path.join(directory, "joins"), "a") as log:
            log.write(f"{self.path} {self.headers['Content-Type']} {json.dumps(json.loads(body))}\n")
        status, words, state["now"] = state["answers"].pop(0)
        self.answer(status, {"message": words} if words else "")

    def address_string(self):
        return "socket"

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


Server(os.path.join(directory, "docker.sock"), Engine).serve_forever()
