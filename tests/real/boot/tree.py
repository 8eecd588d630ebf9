"""What of a host can differ: kind, mode, owner, group, path, and the target of a link or the digest of a file, a line each.

Caches, logs, mounts and the interpreter's byte code are no part of it, and of /usr only what parbake and administrators own.
"""
import grp
import hashlib
import os
import pwd
import re
import stat

PRUNED = re.compile(r"/(var/(log|cache)|mnt|proc|sys|dev|run|tmp|usr/(?!lib$|lib/parbake|local)[^/]*|usr/lib/(?!parbake)[^/]*)$|.*/__pycache__$")
KINDS = {stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l", stat.S_IFIFO: "p", stat.S_IFSOCK: "s"}


def name_of(number, find):
    try:
        return find(number)[0]
    except KeyError:
        return str(number)


def content(path, kind):
    if kind == "l":
        return os.readlink(path)
    if kind != "f":
        return ""
    with open(path, "rb") as file:
        data = file.read()
    if path == "/etc/shadow":
        # The day of the last password change is no part of a host: a test may run over midnight.
        data = re.sub(rb"(?m)^([^:]*:[^:]*):[0-9]*", rb"\1", data)
    return hashlib.sha256(data).hexdigest()


def entries(directory):
    for entry in os.scandir(directory):
        path = os.path.join(directory, entry.name)
        if PRUNED.match(path):
            continue
        yield path
        if entry.is_dir(follow_symlinks=False):
            yield from entries(path)


for path in sorted(entries("/")):
    about = os.lstat(path)
    kind = KINDS.get(stat.S_IFMT(about.st_mode), "?")
    owner, group = name_of(about.st_uid, pwd.getpwuid), name_of(about.st_gid, grp.getgrgid)
    print(kind, f"{stat.S_IMODE(about.st_mode):o}", owner, group, path, content(path, kind))
