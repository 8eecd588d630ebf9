"""Checks each launch-template.json named on the command line; prints a complaint per file as JSON.

botocore's own validation first, then the enums, lengths and bounds of its service model, which botocore leaves to the
service, then a moto server in this process: the user-data must come back byte for byte.
"""

import base64
import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE="/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE="/nonexistent",
)

import boto3
from moto.server import ThreadedMotoServer


def model_complaints(shape, value, path):
    """What the service model forbids and botocore's validation lets pass."""
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from model_complaints(shape.members[name], member, path + "." + name)
    elif shape.type_name == "list":
        for at, member in enumerate(value):
            yield from model_complaints(shape.member, member, "%s[%d]" % (path, at))
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield "%s: %r is none of %s" % (path, value, shape.enum)
    bounds = shape.metadata
    size = value if isinstance(value, int) else len(value)
    if "max" in bounds and size > bounds["max"]:
        yield "%s: over %s" % (path, bounds["max"])
    if "min" in bounds and size < bounds["min"]:
        yield "%s: under %s" % (path, bounds["min"])


def own_complaints(data, user_data):
    """What neither botocore nor moto notices; see EC2's documentation of each limit."""
    if len(user_data) > 16384:
        yield "user-data is over 16384 bytes"
    hops = data.get("MetadataOptions", {}).get("HttpPutResponseHopLimit", 1)
    if not 1 <= hops <= 64:
        yield "hop limit %s is not within 1..64" % hops


def round_trip(ec2, at, data):
    name = "parbake-%d" % at
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)
    versions = ec2.describe_launch_template_versions(LaunchTemplateName=name)["LaunchTemplateVersions"]
    return base64.b64decode(versions[0]["LaunchTemplateData"]["UserData"], validate=True)


def complaints(ec2, at, path):
    with open(path) as stream:
        data = json.load(stream)
    data = data.get("LaunchTemplateData", data)
    here = os.path.dirname(path)
    sent = os.path.join(here, "user-data.gz")
    if not os.path.exists(sent):
        sent = os.path.join(here, "user-data")
    with open(sent, "rb") as stream:
        user_data = stream.read()
    if round_trip(ec2, at, data) != user_data:
        yield "the user-data does not come back"
    operation = ec2.meta.service_model.operation_model("CreateLaunchTemplate")
    shape = operation.input_shape.members["LaunchTemplateData"]
    yield from model_complaints(shape, data, "LaunchTemplateData")
    yield from own_complaints(data, user_data)


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    ec2 = boto3.client("ec2", endpoint_url="http://%s:%d" % (host, port))
    answers = {}
    for at, path in enumerate(sys.argv[1:]):
        try:
            answers[path] = list(complaints(ec2, at, path))
        except Exception as error:  # every refusal is an answer
            answers[path] = [str(error)]
    server.stop()
    json.dump(answers, sys.stdout)


main()
