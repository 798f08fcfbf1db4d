#!/usr/bin/env python3
"""Runs generated FRR configuration in network namespaces, cuts links, and says who reaches whom.

usage: lab.py DIR CUTS.json

DIR holds ROUTER/frr.conf and ROUTER/daemons, as `corridor generate frr` writes them. Two interfaces whose addresses
are the two of a /31 are joined. CUTS.json is a list of {"name", "links", "fatal"}: `links` are what to take down, by
the first word of the descriptions of interfaces; `fatal` are pairs of routers that must not reach each other then,
and all other pairs must. The first one takes nothing down. Exit code 0 says that all came up and each cut did as it says; each line that does not is
printed. Every wait has an end. Needs root.
"""

import ipaddress
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FRR = Path("/usr/lib/frr")
COMES_UP_S, SETTLES_S = 90, 45


def run(*words, check=True):
    return subprocess.run(words, check=check, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True).stdout


class Lab:
    def __init__(self, folder):
        self.routers = sorted(path.parent.name for path in folder.glob("*/frr.conf"))
        self.folder = folder
        self.space = {router: f"cl{os.getpid()}-{number}" for number, router in enumerate(self.routers)}
        self.loopback, self.ends = {}, {}
        for router in self.routers:
            self.read(router)
        self.work = Path(tempfile.mkdtemp(prefix="frr-lab-"))

    def read(self, router):
        interface, over = None, None
        for line in (self.folder / router / "frr.conf").read_text().splitlines():
            if match := re.fullmatch(r"interface (\S+)", line):
                interface, over = match[1], None
            elif match := re.fullmatch(r" description (\S+) .*", line):
                over = match[1]
            elif match := re.fullmatch(r" ip address (\S+)/32", line):
                self.loopback[router] = match[1]
            elif match := re.fullmatch(r" ip address (\S+)/31", line):
                self.ends[ipaddress.ip_address(match[1])] = (router, interface, over)

    def up(self):
        for space in self.space.values():
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        for address, (router, interface, _) in self.ends.items():
            other = self.ends.get(address + 1) if int(address) % 2 == 0 else None
            if other:
                here, there = self.space[router], self.space[other[0]]
                run("ip", "link", "add", interface, "netns", here, "type", "veth",
                    "peer", "name", other[1], "netns", there)
                run("ip", "-n", here, "link", "set", interface, "up")
                run("ip", "-n", there, "link", "set", other[1], "up")
        for router in self.routers:
            home = self.work / router
            home.mkdir()
            shutil.copy(self.folder / router / "frr.conf", home / "frr.conf")
            (home / "empty.conf").write_text("")
        run("chown", "-R", "frr:frr", str(self.work))
        for router in self.routers:
            wanted = re.findall(r"^(\w+d)=yes$", (self.folder / router / "daemons").read_text(), re.M)
            for daemon in ["zebra", *wanted]:
                self.start(router, daemon)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self.configure, self.routers))

    def start(self, router, daemon):
        home = self.work / router
        buffer = ["-s", "90000000"] if daemon == "zebra" else []
        out = run("ip", "netns", "exec", self.space[router], str(FRR / daemon), "-d", "--vty_socket", str(home),
                  "-i", str(home / f"{daemon}.pid"), "-z", str(home / "zserv"), "-f", str(home / "empty.conf"),
                  "-P", "0", *buffer, check=False)
        if not (home / f"{daemon}.pid").exists():
            raise SystemExit(f"{daemon} on {router} does not start: {out}")

    def configure(self, router):
        """As FRR does when it starts: one file for all daemons, whose lines `vtysh` hands out."""
        home = self.work / router
        out = run("vtysh", "--vty_socket", str(home), "-f", str(home / "frr.conf"), check=False)
        if "%" in out or "error" in out.lower():
            raise SystemExit(f"{router} refuses its configuration: {out}")

    def reaches(self, one, other):
        """There and back: an answer has to come."""
        words = ["ip", "netns", "exec", self.space[one], "ping", "-c1", "-W0.4", "-I", self.loopback[one],
                 self.loopback[other]]
        return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0

    def wrong(self, fatal, pairs):
        """Pairs that reach each other and must not, or the other way round."""
        with ThreadPoolExecutor(32) as pool:
            reached = pool.map(lambda pair: self.reaches(*pair), pairs)
        return [(*pair, is_reached) for pair, is_reached in zip(pairs, reached) if is_reached == (pair in fatal)]

    def settles(self, fatal, seconds):
        """What is still wrong when it should be right: twice in a row, as a route may go after it was right."""
        end, rights = time.monotonic() + seconds, 0
        left = list(itertools.combinations(self.routers, 2))
        while True:
            left = self.wrong(fatal, list(itertools.combinations(self.routers, 2)))
            rights = 0 if left else rights + 1
            if rights == 2 or time.monotonic() > end:
                return left
            time.sleep(0.3)

    def set(self, links, state):
        for router, interface, over in self.ends.values():
            if over in links:
                run("ip", "-n", self.space[router], "link", "set", interface, state)

    def down(self):
        for pid in self.work.glob("*/*.pid"):
            try:
                os.kill(int(pid.read_text()), signal.SIGKILL)
            except (ProcessLookupError, ValueError):
                pass
        for space in self.space.values():
            run("ip", "netns", "del", space, check=False)
        shutil.rmtree(self.work, ignore_errors=True)


def main():
    folder, cuts = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    lab, failed, begun = Lab(folder), 0, time.monotonic()

    def tell(name, wrong):
        for one, other, is_reached in wrong:
            print(f"{name}: {one} {'reaches' if is_reached else 'does not reach'} {other}")
        return bool(wrong)

    try:
        lab.up()
        pairs = [{tuple(sorted(pair)) for pair in cut["fatal"]} for cut in cuts]
        failed += tell("nothing is cut", lab.settles(pairs[0], COMES_UP_S))
        came_up = time.monotonic() - begun
        for cut, fatal in zip(cuts[1:], pairs[1:]) if not failed else []:
            lab.set(cut["links"], "down")
            failed += tell(cut["name"], lab.settles(fatal, SETTLES_S))
            lab.set(cut["links"], "up")
            failed += tell(f"{cut['name']} is mended", lab.settles(pairs[0], SETTLES_S))
    finally:
        lab.down()
    print(f"{len(lab.routers)} routers came up in {came_up:.1f} s; {len(cuts) - 1} cuts, {failed} not as said; "
          f"{time.monotonic() - begun:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
