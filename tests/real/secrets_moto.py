"""secrets_moto.py REPOSITORY CURL-ROOT: the boot program's secrets against moto, and every policy through moto's IAM.

moto serves Systems Manager, Secrets Manager and IAM on the loopback; imds.py the role. The requests are signed and sent by
the curl of Debian 12. Prints one JSON object: the name of each trial with `ok` or what was found instead.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import boto3
from moto.server import ThreadedMotoServer

repository, root = sys.argv[1:3]
os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y", AWS_DEFAULT_REGION="eu-central-1")
moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
moto.start()
endpoint = "http://%s:%s" % moto.get_host_and_port()
client = lambda name: boto3.client(name, endpoint_url=endpoint)
work = tempfile.mkdtemp()
role = {"Code": "Success", "Expiration": "2099-01-01T00:00:00Z", "AccessKeyId": "ASIA" + "EXAMPLE", "SecretAccessKey": "made/up+key", "Token": "made/up+token="}
values = {
    "placement/region": "eu-central-1",
    "iam/security-credentials/": "web",
    "iam/security-credentials/web": json.dumps(role),
}
imds = subprocess.Popen([sys.executable, f"{repository}/tests/shell/imds.py", work, json.dumps({"values": values})])
while not os.path.exists(f"{work}/port"):
    time.sleep(0.1)

hostile = 'a"b\\c\té😀\u2028 $(id) `id` %s \u007f'
# A curl that is a program of the root, with its own libraries.
os.makedirs(f"{work}/bin")
with open(f"{work}/bin/curl", "w") as wrapper:
    wrapper.write(f'#!/bin/sh\nexec chroot {root} /usr/bin/curl "$@"\n')
os.chmod(f"{work}/bin/curl", 0o755)
host = f"{work}/host"
os.makedirs(f"{host}/var/lib/cloud/data")
with open(f"{host}/var/lib/cloud/data/instance-id", "w") as id:
    id.write("i-0123456789abcdef0\n")
names = ["core", "files", "template", "instance", "json", "aws", "aws_curl", "secrets"]
with open(f"{work}/lib.sh", "w") as library:
    for name in names:
        library.write(open(f"{repository}/templates/lib/{name}.sh").read())
environment = {
    "PATH": f"{work}/bin:/usr/bin:/bin",
    "PARBAKE_ROOT": host,
    "PARBAKE_IMDS": f"http://127.0.0.1:{open(f'{work}/port').read()}",
    "PARBAKE_AWS_ENDPOINT": endpoint,
    "PARBAKE_AWS_SECONDS": "20",
}


def fetch(reference):
    command = ["bash", "-c", 'source "$0"; secret_value "$1"', f"{work}/lib.sh", reference]
    ran = subprocess.run(command, env=environment, capture_output=True)
    return ran.stdout.decode() if ran.returncode == 0 else "FAILED " + ran.stderr.decode()


ssm, secrets = client("ssm"), client("secretsmanager")
ssm.put_parameter(Name="/checkout/token", Value="first", Type="SecureString")
ssm.put_parameter(Name="/checkout/token", Value=hostile, Type="SecureString", Overwrite=True)
ssm.label_parameter_version(Name="/checkout/token", ParameterVersion=1, Labels=["old"])
ssm.put_parameter(Name="plain", Value="-----BEGIN\nx\n", Type="String")
whole = json.dumps({"password": hostile, "port": 5432, "nested": {"password": "no"}})
arn = secrets.create_secret(Name="prod/registry", SecretString=whole)["ARN"]
secrets.create_secret(Name="bytes", SecretBinary=b"\0\1")
expected = {
    "ssm:/checkout/token": hostile,
    "ssm:/checkout/token:1": "first",
    "ssm:/checkout/token:old": "first",
    "ssm:plain": "-----BEGIN\nx\n",
    "secret:prod/registry": whole,
    "secret:prod/registry#password": hostile,
    "secret:prod/registry#port": "5432",
    f"secret:{arn}#password": hostile,
}
found = {}
for reference, value in expected.items():
    got = fetch(reference)
    found[reference] = "ok" if got == value else got
for reference, words in {
    "ssm:/gone": "ParameterNotFound; it is not there in eu-central-1",
    "secret:gone": "ResourceNotFoundException; it is not there in eu-central-1",
    "secret:bytes": "it holds bytes, no text",
    "secret:prod/registry#gone": "the secret has no such key",
}.items():
    got = fetch(reference)
    found[reference] = "ok" if got.startswith("FAILED") and words in got else got

iam = client("iam")
for path in sorted(glob.glob(f"{repository}/samples/bundles/*/launch/*/iam-policy.json")):
    try:
        iam.create_policy(PolicyName="-".join(path.split("/")[-4:-1]), PolicyDocument=open(path).read())
        found[path[len(repository) + 1 :]] = "ok"
    except Exception as error:
        found[path[len(repository) + 1 :]] = str(error)
for name, statement in {
    "no partition": {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "arn:x:ssm:*:*:parameter/a"},
    "no service": {"Effect": "Allow", "Action": "GetParameter", "Resource": "*"},
    "no resource": {"Effect": "Allow", "Action": "ssm:GetParameter"},
}.items():
    try:
        iam.create_policy(PolicyName="bad", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        found[f"refused: {name}"] = "taken"
    except Exception:
        found[f"refused: {name}"] = "ok"
imds.terminate()
moto.stop()
print(json.dumps(found))
