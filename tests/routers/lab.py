#!/usr/bin/env python3
"""Runs generated FRR configuration in network namespaces, cuts links, and says who reaches whom.

usage: lab.py DIR CUTS.json

DIR holds ROUTER/frr.conf and ROUTER/daemons, as `corridor generate frr` writes them. Two interfaces whose addresses
are the two of a /31 are joined. CUTS.json is a list of {"name", "links", "fatal"}: `links` are what to take down, by
the first word of the descriptions of interfaces; `fatal` are pairs of routers that must not reach each other then,
and all other pairs must. The first one takes nothing down: it is tried before all others and after them. Exit code 0
says that all came up and each cut did as it says; each pair that did not is printed. Every wait has an end. Needs root.
"""

import ctypes
import ipaddress
import itertools
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

FRR = Path("/usr/lib/frr")
# A cut lasts a while before it is mended: within less a machine that is busy may not see it at all.
COMES_UP_S, SETTLES_S, LASTS_S = 90, 45, 1.0
PORT, ANSWERS_S, IP_FREEBIND = 7, 0.1, 15
LABS = 4


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
        self.pairs = list(itertools.combinations(self.routers, 2))
        self.socket, self.round = {}, 0
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
        self.listen()

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

    def listen(self):
        """A socket in each router's namespace, on its loopback: what one sends, the other sends back."""
        libc = ctypes.CDLL(None, use_errno=True)

        def enter(space):
            if libc.setns(space.fileno(), 0):
                raise OSError(ctypes.get_errno(), "entering a network namespace")

        with open("/proc/self/ns/net", encoding="ascii") as home:
            for router in self.routers:
                with open(f"/run/netns/{self.space[router]}", encoding="ascii") as space:
                    enter(space)
                of = self.socket[router] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                of.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
                of.bind((self.loopback[router], PORT))
                of.setblocking(False)
            enter(home)

    def reached(self):
        """The pairs of routers that reach each other: there and back, an answer has to come."""
        self.round += 1
        for at, (one, other) in enumerate(self.pairs):
            try:
                self.socket[one].sendto(b"ask %d %d" % (self.round, at), (self.loopback[other], PORT))
            except OSError:
                pass
        answered, end = set(), time.monotonic() + ANSWERS_S
        sockets = list(self.socket.values())
        while len(answered) < len(self.pairs) and (left := end - time.monotonic()) > 0:
            for ready in select.select(sockets, [], [], left)[0]:
                try:
                    text, sender = ready.recvfrom(64)
                    word, number, at = text.split()
                    if int(number) != self.round:
                        continue
                    if word == b"ask":
                        ready.sendto(b"answer %d %d" % (self.round, int(at)), sender)
                    else:
                        answered.add(int(at))
                except OSError:
                    continue
        return {self.pairs[at] for at in answered}

    def wrong(self, fatal):
        """Pairs that reach each other and must not, or the other way round."""
        reached = self.reached()
        return [(*pair, pair in reached) for pair in self.pairs if (pair in reached) == (pair in fatal)]

    def settles(self, fatal, seconds):
        """What is still wrong when it should be right: three times in a row, as a route may go after it was right."""
        end, rights = time.monotonic() + seconds, 0
        while True:
            left = self.wrong(fatal)
            rights = 0 if left else rights + 1
            if rights == 3 or time.monotonic() > end:
                return left
            time.sleep(0.05)

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


def one(folder, cuts):
    """A lab of its own: the first cut, which is none, then the others. How many were not as said, and what happened."""
    lab, failed, begun, said = Lab(folder), 0, time.monotonic(), []

    def tell(name, wrong):
        for one, other, is_reached in wrong:
            said.append(f"{name}: {one} {'reaches' if is_reached else 'does not reach'} {other}")
        return bool(wrong)

    try:
        lab.up()
        pairs = [{tuple(sorted(pair)) for pair in cut["fatal"]} for cut in cuts]
        failed += tell("nothing is cut", lab.settles(pairs[0], COMES_UP_S))
        came_up = time.monotonic() - begun
        # From one cut to the next: the one is mended in the moment in which the other is made.
        down = set()
        for cut, fatal in zip([*cuts[1:], cuts[0]], [*pairs[1:], pairs[0]]) if not failed else []:
            lab.set(down - set(cut["links"]), "up")
            lab.set(set(cut["links"]) - down, "down")
            down, since = set(cut["links"]), time.monotonic()
            failed += tell(cut["name"], lab.settles(fatal, SETTLES_S))
            time.sleep(max(0.0, since + LASTS_S - time.monotonic()))
    finally:
        lab.down()
    said.append(f"{len(lab.routers)} routers came up in {came_up:.1f} s; {len(cuts) - 1} cuts, {failed} not as said; "
                f"{time.monotonic() - begun:.1f} s")
    return failed, said


def main():
    folder, cuts = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    # Most of the time timers of protocols run: several labs wait at once, each for its share of the cuts.
    shares = [[cuts[0], *cuts[1 + at::LABS]] for at in range(LABS)]
    with ProcessPoolExecutor(LABS) as pool:
        results = list(pool.map(one, [folder] * LABS, [share for share in shares if len(share) > 1]))
    for _, said in results:
        print("\n".join(said))
    return 1 if any(failed for failed, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
