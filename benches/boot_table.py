"""The table of benches/boot: boot_table.py DIRECTORY [FILE]: text to standard output, Markdown into FILE.

DIRECTORY has SUITE.KIND.ROUND/clocks of each boot and samples/NAME.STRATEGY.{plan,json} of each sample.
"""
import base64
import json
import pathlib
import re
import statistics
import sys

KINDS = {
    "none": "strategy none, registry and archive on the loopback",
    "link": "strategy none, both over 1 Gbit/s and 10 ms",
    "baked": "baked image",
    "over": "baked image with a tree laid over it",
}


def boots(directory):
    """Seconds from cloud-init's start to the end of the late pass, and to Docker, for each suite and kind."""
    found = {}
    for clocks in sorted(directory.glob("*.*.*/clocks")):
        suite, kind, _ = clocks.parent.name.split(".")
        at = {name: int(when) for name, when in (line.split() for line in clocks.read_text().splitlines())}
        seconds = {
            "ready": at["parbake-late"] - at["cloud-init"],
            "docker": at["docker"] - at["cloud-init"],
            "whole": at["parbake-late"] - at["userspace"],
        }
        found.setdefault(suite, {}).setdefault(kind, []).append({key: value / 1e6 for key, value in seconds.items()})
    return found


def figures(rounds, key):
    values = sorted(boot[key] for boot in rounds)
    return statistics.median(values), values[0], values[-1]


def boot_rows(found):
    for suite, kinds in found.items():
        baked = figures(kinds["baked"], "ready")[0] if "baked" in kinds else None
        for kind, words in KINDS.items():
            if kind not in kinds:
                continue
            ready, least, most = figures(kinds[kind], "ready")
            yield [
                suite,
                words,
                f"{ready:.2f} s",
                f"{least:.2f} .. {most:.2f}",
                f"{figures(kinds[kind], 'docker')[0]:.2f} s",
                f"{figures(kinds[kind], 'whole')[0]:.2f} s",
                f"{ready / baked:.1f}" if baked else "",
                str(len(kinds[kind])),
            ]


def sample_rows(directory):
    for plan in sorted(directory.glob("samples/*.bake.plan")):
        name = plan.name.removesuffix(".bake.plan")
        cells = [size_and_steps(directory / "samples", name, strategy) for strategy in ("none", "bake")]
        yield [name] + [text for cell in cells for text in cell]


def size_and_steps(samples, name, strategy):
    """Of the launch with most of it: bytes of user-data as text and as sent, and the steps of its boot."""
    launches = json.loads((samples / f"{name}.{strategy}.json").read_text())["parbake"]["launches"]
    sent = max(len(base64.b64decode(launch["user_data_base64"])) for launch in launches.values())
    steps = json.loads((samples / f"{name}.{strategy}.plan").read_text())["outputs"]
    at_boot = [step for step in steps if step["phase"] == "boot"]
    count = max(len([step for step in at_boot if not step["launches"] or launch in step["launches"]]) for launch in launches)
    return [str(sent), str(count)]


def text_table(header, rows):
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def markdown_table(header, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [header, ["---"] * len(header), *rows]]
    return "\n".join(lines) + "\n"


def machine():
    """What the figures were measured on, as far as the machine tells."""
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    cores = len(re.findall(r"^processor", pathlib.Path("/proc/cpuinfo").read_text(), re.M))
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) // 1048576
    kernel = pathlib.Path("/proc/sys/kernel/osrelease").read_text().strip()
    return f"{cores} cores ({model[1] if model else 'unknown'}), {memory} GiB, Linux {kernel}"


def main():
    directory, markdown = pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    tables = []
    if rows := list(boot_rows(boots(directory))):
        header = ["suite", "host", "ready", "least .. most", "Docker up", "from systemd's start", "times the baked", "rounds"]
        tables.append((header, rows))
    header = ["sample", "bytes, none", "steps, none", "bytes, baked", "steps, baked"]
    tables.append((header, list(sample_rows(directory))))
    print(f"\non {machine()}\n")
    for table in tables:
        text_table(*table)
    if markdown:
        pathlib.Path(markdown).write_text("\n".join(markdown_table(*table) for table in tables))


main()
