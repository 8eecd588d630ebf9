"""A metadata service for the tests: imds.py DIRECTORY JSON [ADDRESS PORT].

Writes its port to DIRECTORY/port and each question to DIRECTORY/asked; without ADDRESS it takes a free port of the
loopback. JSON, or @ and the name of a file with it (arguments are for everybody to read): {"values": {path: text},
"fail": N (the first N answers are 503), "expire": N (token refused after N uses), "slow": seconds for the first answer}.
"""
import http.server
import json
import os
import sys
import time

directory, options = sys.argv[1], sys.argv[2]
if options.startswith("@"):
    with open(options[1:]) as file:
        options = file.read()
options = json.loads(options)
address = (sys.argv[3], int(sys.argv[4])) if len(sys.argv) > 3 else ("127.0.0.1", 0)
state = {"fail": options.get("fail", 0), "slow": options.get("slow", 0), "tokens": 0, "uses": 0}


class Imds(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        with open(os.path.join(directory, "asked"), "a") as log:
            log.write(f"{self.command} {self.path} {status}\n")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def troubled(self):
        if state["slow"]:
            seconds, state["slow"] = state["slow"], 0
            time.sleep(seconds)
        if state["fail"]:
            state["fail"] -= 1
            self.answer(503)
            return True
        return False

    def do_PUT(self):
        if self.troubled():
            return
        if self.path != "/latest/api/token" or not self.headers.get("X-aws-ec2-metadata-token-ttl-seconds"):
            return self.answer(400)
        state["tokens"] += 1
        state["uses"] = 0
        self.answer(200, f"token{state['tokens']}==".encode())

    def do_GET(self):
        if self.troubled():
            return
        state["uses"] += 1
        expired = state["uses"] > options.get("expire", 1000)
        if expired or self.headers.get("X-aws-ec2-metadata-token") != f"token{state['tokens']}==":
            return self.answer(401)
        value = options["values"].get(self.path.removeprefix("/latest/meta-data/"))
        if value is None:
            return self.answer(404, b"<html>not found</html>")
        self.answer(200, value.encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(address, Imds)
with open(os.path.join(directory, "port.new"), "w") as port:
    port.write(str(server.server_address[1]))
os.rename(os.path.join(directory, "port.new"), os.path.join(directory, "port"))
server.serve_forever()
