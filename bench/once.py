#!/usr/bin/env python3
"""Run a command once and print what it cost and said, as JSON.

usage: once.py COMMAND...

Prints {"cpu": seconds, "wall": seconds, "rss": bytes, "code": exit code, "line": first line of its output}.
Time and memory are of the child alone, from wait4(2). The code of a signal is negative. A command that runs
for more than a minute is killed.
"""
import json
import os
import signal
import sys
import tempfile
import time

with tempfile.TemporaryFile() as said:
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.execvp(sys.argv[1], sys.argv[1:])
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(60)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    said.seek(0)
    line = said.readline(10000).decode(errors="replace").rstrip("\n")
print(
    json.dumps(
        {
            "cpu": usage.ru_utime + usage.ru_stime,
            "wall": wall,
            "rss": usage.ru_maxrss * 1024,
            "code": os.waitstatus_to_exitcode(status),
            "line": line,
        }
    )
)
