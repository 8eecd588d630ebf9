"""cloud.py DIRECTORY ROOT: Systems Manager and Secrets Manager as the members find them, until standard input ends.

moto at the services' address, by TLS. It checks each request's signature, the role's session and the role's policy, of which it knows
the actions and no resources. DIRECTORY has `services.pem` (key and certificate), `policy.json` (the bundle's), `secrets.json` and the
swarm's `token`. Writes `role.json` (the role's credentials, as the metadata service gives them), `asked` (a line for each request) and,
when it serves, `ready`. What a driver wants of it is below /farm/.
"""
import io
import json
import os
import re
import subprocess
import sys
import threading

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y", AWS_DEFAULT_REGION="eu-central-1")

import boto3
from moto import settings
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import ThreadedMotoServer
from werkzeug.serving import run_simple
from werkzeug.wrappers import Response

directory, root = sys.argv[1:3]
TOKEN = "/farm/swarm/worker"
moto = DomainDispatcherApplication(create_backend_app)


def read(name):
    with open(os.path.join(directory, name)) as file:
        return file.read().strip()


def write(name, text):
    with open(os.path.join(directory, f"{name}.new"), "w") as file:
        file.write(text)
    os.rename(os.path.join(directory, f"{name}.new"), os.path.join(directory, name))


# The test's own door, where nobody is asked who he is.
door = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
door.start()
ssm, secretsmanager, iam, sts = (
    boto3.client(name, endpoint_url="http://%s:%s" % door.get_host_and_port())
    for name in ("ssm", "secretsmanager", "iam", "sts")
)


def unchecked(act, **arguments):
    settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
    answer = act(**arguments)
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    return answer


def put_token(text):
    unchecked(ssm.put_parameter, Name=TOKEN, Value=text, Type="SecureString", Overwrite=True)


def put_policy():
    policy = json.loads(read("policy.json"))
    for statement in policy["Statement"]:
        statement["Resource"] = "*"
    unchecked(iam.put_role_policy, RoleName="farm-member", PolicyName="farm", PolicyDocument=json.dumps(policy))


def nodes():
    words = ["docker", "-H", "unix:///run/manager.sock", "node", "ls", "--format", "{{.ID}} {{.Status}} {{.Availability}} {{.ManagerStatus}}"]
    return subprocess.run(["chroot", root, *words], capture_output=True, text=True).stdout


DOOR = {
    "nodes": nodes,
    "deny": lambda: unchecked(iam.delete_role_policy, RoleName="farm-member", PolicyName="farm"),
    "allow": put_policy,
    "spoil": lambda: put_token(read("token")[:-3] + "xyz"),
    "mend": lambda: put_token(read("token")),
}


def serve(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/farm/"):
        said = DOOR[path.removeprefix("/farm/")]()
        return Response(said if isinstance(said, str) else "")(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    answer = Response.from_app(moto, environ)
    code = re.search("<Code>(.*?)</Code>", answer.get_data(as_text=True))
    if code:
        # Both services speak JSON; moto says in XML what it refuses before it looks at the request.
        answer = Response(json.dumps({"__type": f"{code[1]}Exception"}), status=400)
    asked = json.loads(body)
    with open(os.path.join(directory, "asked"), "a") as log:
        log.write(f"{asked.get('Name') or asked.get('SecretId')} {code[1] if code else answer.status_code}\n")
    return answer(environ, start_response)


secrets = json.loads(read("secrets.json"))
for name, text in secrets["ssm"].items():
    ssm.put_parameter(Name=name, Value=text, Type="SecureString")
for name, text in secrets["secret"].items():
    secretsmanager.create_secret(Name=name, SecretString=text)
put_token(read("token"))
trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = unchecked(iam.create_role, RoleName="farm-member", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
session = unchecked(sts.assume_role, RoleArn=role["Role"]["Arn"], RoleSessionName="member")["Credentials"]
put_policy()
keys = {"AccessKeyId": session["AccessKeyId"], "SecretAccessKey": session["SecretAccessKey"], "Token": session["SessionToken"]}
write("role.json", json.dumps({"Code": "Success", "Expiration": "2099-01-01T00:00:00Z", **keys}))
pem = os.path.join(directory, "services.pem")
service = {"threaded": True, "ssl_context": (pem, pem)}
threading.Thread(target=run_simple, args=("10.40.0.30", 443, serve), kwargs=service, daemon=True).start()
write("ready", "")
sys.stdin.read()
os._exit(0)
