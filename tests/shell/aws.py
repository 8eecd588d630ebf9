"""Parameter Store, Secrets Manager, CloudFormation and Auto Scaling for the tests: aws.py DIRECTORY JSON [ADDRESS PORT].

Writes its port to DIRECTORY/aws-port and each question to DIRECTORY/aws-asked. Every signature is computed again and
compared. JSON: {"key": the secret access key, "token": the session token, "parameters": {name: text}, "secrets":
{name: text}, "refuse": {name: error type, or the action of a signal: [error code, message]}, "fail": N (the first N answers are 500), "throttle": N, "early": N (the first N lifecycle actions are not there yet), "delay": seconds
before each answer}.
"""
import hashlib
import hmac
import http.server
import json
import os
import re
import sys
import time
import urllib.parse
import xml.sax.saxutils

directory, options = sys.argv[1], json.loads(sys.argv[2])
address = (sys.argv[3], int(sys.argv[4])) if len(sys.argv) > 3 else ("127.0.0.1", 0)
left = {name: options.get(name, 0) for name in ("fail", "throttle", "early")}
SIGNED = {"host", "x-amz-date", "x-amz-security-token"}
# The actions of the Query protocol, with their service.
ACTIONS = {"SignalResource": "cloudformation", "CompleteLifecycleAction": "autoscaling"}


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def expected(handler, body, scope, names):
    """The signature that AWS would compute. Source: AWS IAM user guide, "Create a signed AWS API request"."""
    headers = "".join(f"{name}:{' '.join(handler.headers[name].split())}\n" for name in names)
    digest = hashlib.sha256(body).hexdigest()
    request = "\n".join(["POST", "/", "", headers, ";".join(names), digest])
    date, region, service, end = scope.split("/")
    text = "\n".join(["AWS4-HMAC-SHA256", handler.headers["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{options['key']}".encode()
    for part in (date, region, service, end):
        key = mac(key, part)
    return mac(key, text).hex()


def fault(handler, body, service):
    """What is wrong with the signature; nothing where it is right."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
        handler.headers.get("Authorization", ""),
    )
    if not found:
        return "no signature"
    _, scope, names, signature = found.groups()
    names = names.split(";")
    present = {"x-amz-target"} & {name.lower() for name in handler.headers}
    if names != sorted(names) or not SIGNED | present <= set(names):
        return f"signed headers {names}"
    if scope.split("/")[2] != service or handler.headers["x-amz-security-token"] != options["token"]:
        return "scope or token"
    return None if expected(handler, body, scope, names) == signature else "signature"


class Aws(http.server.BaseHTTPRequestHandler):
    def answer(self, status, document, note):
        with open(os.path.join(directory, "aws-asked"), "a") as log:
            log.write(f"{note} {status}\n")
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fail(self, status, name, message, note):
        """An error in the protocol of the request."""
        if self.headers["X-Amz-Target"]:
            return self.answer(status, {"__type": name, "message": message}, note)
        text = xml.sax.saxutils.escape(message, {"'": "&apos;"})
        document = f"""<ErrorResponse xmlns="http://example/doc/">
  <Error>
    <Type>Sender</Type>
    <Code>{name}</Code>
    <Message>{text}</Message>
  </Error>
  <RequestId>7a62c49f</RequestId>
</ErrorResponse>
"""
        self.answer(status, document.encode(), note)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.headers["X-Amz-Target"]:
            return self.query(body)
        target = self.headers["X-Amz-Target"]
        service = {"AmazonSSM.GetParameter": "ssm", "secretsmanager.GetSecretValue": "secretsmanager"}[target]
        asked = json.loads(body)
        name = asked.get("Name") or asked.get("SecretId")
        note = f"{service} {name} {self.headers['Authorization'].split('/')[2]}"
        if self.troubled(body, service, note, "ThrottlingException"):
            return
        if name in options.get("refuse", {}):
            return self.answer(400, {"__type": f"com.amazonaws.x#{options['refuse'][name]}", "message": "no"}, note)
        if service == "ssm":
            if not asked.get("WithDecryption"):
                return self.answer(400, {"__type": "ValidationException"}, note)
            text = options.get("parameters", {}).get(name)
            # What is before and behind the value, to be passed over.
            found = {"Parameter": {"ARN": 'a\\"Value\\":\\"no', "Name": name, "Type": "SecureString", "Value": text, "Version": 1}}
            missing = "ParameterNotFound"
        else:
            text = options.get("secrets", {}).get(name)
            found = {"ARN": "x", "Name": name, "VersionStages": ["AWSCURRENT", "SecretString"], "CreatedDate": 1.7e9}
            if text != "binary":
                found["SecretString"] = text
            else:
                found["SecretBinary"] = "AAECAw=="
            missing = "ResourceNotFoundException"
        if text is None:
            return self.answer(400, {"__type": missing}, note)
        time.sleep(options.get("delay", 0))
        self.answer(200, found, note)

    def troubled(self, body, service, note, throttling):
        """What has nothing to do with the request: failures, throttling, a wrong signature."""
        wrong = fault(self, body, service)
        if left["fail"]:
            left["fail"] -= 1
            self.answer(500, b"<html>", note)
        elif left["throttle"]:
            left["throttle"] -= 1
            self.fail(400, throttling, "Rate exceeded", note)
        elif wrong:
            self.fail(400, "InvalidSignatureException", wrong, f"{note} {wrong}")
        else:
            return False
        return True

    def query(self, body):
        asked = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
        action = asked.pop("Action")
        words = " ".join(f"{name}={value}" for name, value in sorted(asked.items()))
        note = f"{ACTIONS[action]} {action} {words} {self.headers['Authorization'].split('/')[2]}"
        if self.troubled(body, ACTIONS[action], note, "Throttling"):
            return
        if action in options.get("refuse", {}):
            return self.fail(400, *options["refuse"][action], note)
        if left["early"]:
            left["early"] -= 1
            return self.fail(400, "ValidationError", f"No active Lifecycle Action found with instance ID {asked['InstanceId']}", note)
        self.answer(200, f"<{action}Response/>".encode(), note)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(address, Aws)
with open(os.path.join(directory, "aws-port.new"), "w") as port:
    port.write(str(server.server_address[1]))
os.rename(os.path.join(directory, "aws-port.new"), os.path.join(directory, "aws-port"))
server.serve_forever()
