#!/usr/bin/python3
"""A stand-in for the ECS agent: notes its start and its environment, then says that it has joined."""
import http.server
import json
import os

ARN = "arn:aws:ecs:eu-central-1:123456789012:container-instance/booted/0123456789abcdef0123456789abcdef"


class Introspection(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"Cluster": os.environ.get("ECS_CLUSTER"), "ContainerInstanceArn": ARN}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


with open("/var/log/booted-steps", "a") as steps:
    steps.write("ecs\n")
with open("/mnt/out/ecs.env", "w") as env:
    json.dump({key: value for key, value in os.environ.items() if key.startswith("ECS_")}, env)
http.server.HTTPServer(("127.0.0.1", 51678), Introspection).serve_forever()
