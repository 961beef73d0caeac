#!/usr/bin/env python3
"""Run a command several times and print what it cost, as JSON.

usage: measure.py RUNS COMMAND...

`{run}` in the command is the number of the run, so that each may write into a folder of its own.

Prints {"cpu": [seconds...], "wall": [seconds...], "rss": [bytes...]} of the child alone, from wait4(2).
Exit codes other than 0 and 1 of the command end the measurement.
"""
import json
import os
import sys
import time


def once(command):
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss * 1024


runs = [
    once([argument.replace("{run}", str(run)) for argument in sys.argv[2:]])
    for run in range(int(sys.argv[1]))
]
print(json.dumps(dict(zip(("cpu", "wall", "rss"), map(list, zip(*runs))))))
