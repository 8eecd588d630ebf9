"""Prints as JSON the parts that this cloud-init makes of each of the files /mnt/0, /mnt/1, ...

Includes and archives are parts like any other here: what they would bring is not looked at.
"""

import hashlib
import json
import logging
import sys

from cloudinit import user_data


class Paths:
    """Stands for cloud-init's directories; nothing is written to them."""

    def __getattr__(self, name):
        return lambda *args: "/tmp/" + name


def parts(blob):
    found = []
    for part in user_data.UserDataProcessor(Paths()).process(blob).walk():
        if part.get_content_maintype() == "multipart":
            continue
        payload = part.get_payload(decode=True)
        found.append(
            {
                "type": part.get_content_type(),
                "name": part.get_filename(),
                "sha256": hashlib.sha256(payload).hexdigest(),
            }
        )
    return found


def read(path):
    try:
        with open(path, "rb") as stream:
            return {"parts": parts(stream.read())}
    except Exception as error:  # whatever breaks cloud-init breaks the boot
        return {"error": repr(error)}


def take_as_it_is(self, content, append_msg, *args):
    raise RuntimeError("an include or an archive")


def main():
    logging.disable(logging.CRITICAL)
    user_data.util.fetch_ssl_details = lambda paths: {}
    user_data.UserDataProcessor._do_include = take_as_it_is
    user_data.UserDataProcessor._explode_archive = take_as_it_is
    json.dump([read("/mnt/%d" % at) for at in range(int(sys.argv[1]))], sys.stdout)


main()
