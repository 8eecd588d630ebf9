"""Prints as JSON what this cloud-init's own modules make of each user-data named on the command line.

Runs inside a Debian root, so that cloud-init, its PyYAML and its Python are the release's. Nothing is fetched:
an include is an error here.
"""

import email
import hashlib
import json
import logging
import os
import sys

from cloudinit import handlers, user_data, util
from cloudinit.handlers import boot_hook, cloud_config, shell_script

try:
    from cloudinit.config import schema
except ImportError:
    schema = None
try:
    from ruamel.yaml import YAML
except ImportError:
    YAML = None
import yaml


class Warnings(logging.Handler):
    """Collects what cloud-init would have put into its log."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


class Paths:
    """Stands for cloud-init's directories; nothing is written to them."""

    def __getattr__(self, name):
        return lambda *args: "/tmp/" + name


def no_include(*args):
    raise RuntimeError("an #include would be fetched")


def handled_types():
    kinds = [boot_hook.BootHookPartHandler, cloud_config.CloudConfigPartHandler, shell_script.ShellScriptPartHandler]
    found = set()
    for kind in kinds:
        found.update(kind(Paths(), datasource=None).list_types())
    return found


def digest(payload):
    return hashlib.sha256(payload).hexdigest()


def as_bytes(payload):
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else payload


def same(left, right):
    """Equality that tells 1 from True and from 1.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def check_cloud_config(payload):
    """The complaints about one cloud-config: YAML 1.1 against 1.2, and cloud-init's schema."""
    config = yaml.safe_load(payload)
    if not isinstance(config, dict):
        return ["cloud-config is not a mapping"]
    complaints = []
    if YAML and not same(config, YAML(typ="safe", pure=True).load(payload)):
        complaints.append("YAML 1.1 and YAML 1.2 read the cloud-config differently")
    if schema and hasattr(schema, "get_schema"):
        try:
            schema.validate_cloudconfig_schema(config, schema.get_schema(), strict=True)
        except schema.SchemaValidationError as error:
            complaints.append(str(error))
    return complaints


def cloud_init_parts(blob, log):
    parts = []
    types = handled_types()

    def callback(data, filename, payload, headers):
        kind, raw = headers["Content-Type"], as_bytes(payload)
        if kind not in types:
            log.lines.append("no handler for " + kind)
        elif kind == "text/cloud-config":
            log.lines.extend(check_cloud_config(payload))
        parts.append({"type": kind, "name": filename, "sha256": digest(raw), "length": len(raw)})

    handlers.walk(user_data.UserDataProcessor(Paths()).process(blob), callback, None)
    return parts


def email_parts(blob):
    """What Python's email alone sees: the declared types."""
    parts = []
    for part in email.message_from_bytes(util.decomp_gzip(blob, decode=False)).walk():
        if part.get_content_maintype() != "multipart":
            raw = part.get_payload(decode=True)
            name = part.get_filename()
            parts.append(
                {"type": part.get_content_type(), "name": name, "sha256": digest(raw), "length": len(raw)}
            )
            log_defects(part)
    return parts


def log_defects(part):
    if part.defects:
        raise ValueError("email sees defects: %r" % part.defects)


def read(path):
    log = Warnings()
    logging.getLogger().handlers = [log]
    with open(path, "rb") as stream:
        blob = stream.read()
    try:
        parts = cloud_init_parts(blob, log)
        return {"parts": parts, "email": email_parts(blob), "complaints": log.lines}
    except Exception as error:  # whatever breaks cloud-init breaks the boot
        return {"parts": [], "email": [], "complaints": log.lines + [repr(error)]}


def main():
    user_data.UserDataProcessor._do_include = no_include
    user_data.util.fetch_ssl_details = lambda paths: {}
    json.dump({os.path.basename(path): read(path) for path in sys.argv[1:]}, sys.stdout)


main()
