"""signals_botocore.py REPOSITORY CURL-ROOT: the boot program's signals against botocore.

A server on the loopback has botocore compute the signature of each request again, serialize the call from the parameters that
came, and hold both against what was sent; imds.py serves the role. The requests are signed and sent by the curl of Debian 12 and
by the AWS command line. Prints one JSON object: the name of each trial with `ok` or what was found instead.
"""
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

repository, root = sys.argv[1:3]
work = tempfile.mkdtemp()
session = botocore.session.get_session()
role = {"Code": "Success", "Type": "AWS-HMAC", "LastUpdated": "2026-01-01T00:00:00Z", "Expiration": "2099-01-01T00:00:00Z"}
role |= {"AccessKeyId": "ASIA" + "EXAMPLE", "SecretAccessKey": "made/up+key", "Token": "made/up+token="}
models = {name: session.get_service_model(name) for name in ("cloudformation", "autoscaling")}
# What the server answers instead of success, and the role that it knows.
answer, known, seen = {}, dict(role), []


def signature(handler, body, names, scope):
    """What botocore would have signed these headers and this body with."""
    _, region, service, _ = scope.split("/")
    headers = {name: handler.headers[name] for name in names}
    request = AWSRequest("POST", f"http://{handler.headers['Host']}{handler.path}", headers, body)
    request.context["timestamp"] = handler.headers["X-Amz-Date"]
    auth = SigV4Auth(Credentials(known["AccessKeyId"], known["SecretAccessKey"], known["Token"]), service, region)
    return auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)


def fits(shape, value):
    """The bounds of a shape that botocore leaves to the service."""
    limits = shape.metadata
    try:
        pattern = re.compile(limits.get("pattern", ".*"), re.S)
    except re.error:
        # A range of surrogates, which Python has not.
        pattern = re.compile(".*", re.S)
    return limits.get("min", 0) <= len(value) <= limits.get("max", 9999) and value in limits.get("enum", [value]) and pattern.fullmatch(value)


def fault(handler, body):
    """What is wrong with a request; nothing where it is right."""
    form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    authorization = r"AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
    key, scope, names, sent = re.fullmatch(authorization, handler.headers["Authorization"]).groups()
    names = names.split(";")
    is_role = key == known["AccessKeyId"] and handler.headers["X-Amz-Security-Token"] == known["Token"]
    if not is_role or not {"host", "x-amz-date", "x-amz-security-token"} <= set(names):
        return "not signed with the role"
    if signature(handler, body, names, scope) != sent:
        return "signature"
    model = models[scope.split("/")[2]]
    operation = model.operation_model(form["Action"])
    members = operation.input_shape.members
    parameters = {name: value for name, value in form.items() if name not in ("Action", "Version")}
    wrong = [name for name, value in parameters.items() if name not in members or not fits(members[name], value)]
    report = ParamValidator().validate(parameters, operation.input_shape)
    if wrong or report.has_errors():
        return f"parameters {wrong} {report.generate_report()}"
    wanted = create_serializer(model.metadata["protocol"]).serialize_to_request(parameters, operation)
    if (wanted["method"], wanted["url_path"], wanted["body"]) != (handler.command, handler.path, form):
        return f"{form}, where botocore sends {wanted}"
    seen.append((scope.split("/")[1], form["Action"], parameters))
    return None


class Aws(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            wrong = fault(self, body)
        except Exception as error:
            wrong = repr(error)
        code, message = ("Wrong", wrong) if wrong else answer.get("error", (None, None))
        action = dict(urllib.parse.parse_qsl(body.decode()))["Action"]
        text = f"<{action}Response><{action}Result/><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>"
        if code:
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        self.send_response(400 if code else 200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Aws)
threading.Thread(target=server.serve_forever, daemon=True).start()
values = {
    "instance-id": "i-0123456789abcdef0",
    "placement/region": "eu-central-1",
    "iam/security-credentials/": "web",
    "iam/security-credentials/web": json.dumps(role),
}
imds = subprocess.Popen([sys.executable, f"{repository}/tests/shell/imds.py", work, json.dumps({"values": values})])
while not os.path.exists(f"{work}/port"):
    time.sleep(0.1)

# A curl that is a program of the root, with its own libraries; the command line is beside this Python.
os.makedirs(f"{work}/bin")
with open(f"{work}/bin/curl", "w") as wrapper:
    wrapper.write(f'#!/bin/sh\nexec chroot {root} /usr/bin/curl "$@"\n')
os.chmod(f"{work}/bin/curl", 0o755)
os.symlink(os.path.join(sys.prefix, "bin", "aws"), f"{work}/bin/aws")
host = f"{work}/host"
os.makedirs(f"{host}/var/lib/cloud/data")
with open(f"{host}/var/lib/cloud/data/instance-id", "w") as id:
    id.write("i-0123456789abcdef0\n")
for way in ("aws_curl", "aws_cli"):
    with open(f"{work}/{way}.sh", "w") as library:
        for name in ("core", "instance", "json", "aws", way, "signals"):
            library.write(open(f"{repository}/templates/lib/{name}.sh").read())
environment = {
    "PATH": f"{work}/bin:/usr/bin:/bin",
    "HOME": work,
    "PARBAKE_ROOT": host,
    "PARBAKE_IMDS": f"http://127.0.0.1:{open(f'{work}/port').read()}",
    "PARBAKE_AWS_SECONDS": "20",
    "PARBAKE_HOOK_SECONDS": "0",
}
endpoint = {"PARBAKE_AWS_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}"}
found = {}


def run(way, *words, more=endpoint):
    command = ["bash", "-c", 'source "$0"; "$@"', f"{work}/{way}.sh", *words]
    return subprocess.run(command, env=environment | more, capture_output=True, text=True)


def trial(name, got, wanted):
    found[name] = "ok" if got == wanted else f"{got!r}, not {wanted!r}"


arn = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/0a1b-2c"
awkward = "!\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~Az09"
id = "i-0123456789abcdef0"
for way in ("aws_curl", "aws_cli"):
    for name, words, region, action, parameters in [
        ("a stack", ("signal_stack", "success", "web", "Hosts"), "eu-central-1", "SignalResource", {"StackName": "web", "LogicalResourceId": "Hosts", "UniqueId": id, "Status": "SUCCESS"}),
        ("a stack by its ARN", ("signal_stack", "failure", arn, "Hosts"), "us-east-1", "SignalResource", {"StackName": arn, "LogicalResourceId": "Hosts", "UniqueId": id, "Status": "FAILURE"}),
        ("a hook", ("complete_lifecycle_action", "success", "web", "a/b_c-1"), "eu-central-1", "CompleteLifecycleAction", {"AutoScalingGroupName": "web", "LifecycleHookName": "a/b_c-1", "InstanceId": id, "LifecycleActionResult": "CONTINUE"}),
        ("a hook of a group with any name", ("complete_lifecycle_action", "failure", awkward, "-x"), "eu-central-1", "CompleteLifecycleAction", {"AutoScalingGroupName": awkward, "LifecycleHookName": "-x", "InstanceId": id, "LifecycleActionResult": "ABANDON"}),
    ]:
        seen.clear()
        ran = run(way, *words)
        trial(f"{way}: {name}", (ran.returncode, ran.stderr, seen), (0, "", [(region, action, parameters)]))
    for status, code, message, said in [
        (0, "ValidationError", f"Signal with ID {id} for resource Hosts already exists.  Signals may only be updated with a FAILURE status.", ""),
        (69, "ValidationError", f"Stack {arn} is in CREATE_COMPLETE state and cannot be signaled", ""),
        (69, "ValidationError", f"No active Lifecycle Action found with instance ID {id}", ""),
        (1, "ValidationError", "Stack x does not exist", "parbake: SignalResource: ValidationError: Stack x does not exist\n"),
        (1, "AccessDenied", "User: y is not authorized", "parbake: SignalResource: AccessDenied; this host's role must allow cloudformation:SignalResource on it (iam-policy.json)\n"),
    ]:
        answer["error"] = (code, message)
        ran = run(way, "signal_stack", "success", "web", "Hosts")
        trial(f"{way}: {code}: {message}", (ran.returncode, ran.stderr), (status, said))
    answer.clear()

# The server itself: it must find what is wrong.
for name, change, stack in [("another key", {"SecretAccessKey": "made/up+kez"}, "web"), ("another token", {"Token": "other="}, "web"), ("a name that cannot be one", {}, "web 1")]:
    known = role | change
    ran = run("aws_curl", "signal_stack", "success", stack, "Hosts")
    found[f"refused: {name}"] = "ok" if "SignalResource: Wrong: " in ran.stderr else ran.stderr

# The addresses, in a region of each partition and in all of the first.
for partition in session.get_available_partitions():
    for service in ("autoscaling", "cloudformation", "secretsmanager", "ssm"):
        regions = session.get_available_regions(service, partition)
        for region in regions if (partition, service) == ("aws", "cloudformation") else regions[:1]:
            client = session.create_client(service, region, aws_access_key_id="x", aws_secret_access_key="y")
            got = run("aws_curl", "endpoint_of", service, region, more={}).stdout
            trial(f"the address of {service} in {region}", got, client.meta.endpoint_url)
imds.terminate()
server.shutdown()
print(json.dumps(found))
