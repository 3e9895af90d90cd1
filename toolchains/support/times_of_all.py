"""Runs a command and says on descriptor 3 what it and all that it started have used of processors.

As `times` of a shell says it, but with processes that have lost their parent: they become children of this
one. A browser does not wait for the processes of its pages, which are nearly half of what it uses.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def run(command):
    """Returns the exit code of `command`, as a shell does."""
    try:
        main = subprocess.Popen(command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    while True:
        pid, status = os.wait()
        if pid == main.pid:
            return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def collect_the_dead():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
# Ctrl+C is for the command, which gets it as well.
signal.signal(signal.SIGINT, lambda *_: None)
code = run(sys.argv[1:])
collect_the_dead()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(3, f"0m0s 0m0s\n0m{used.ru_utime:.3f}s 0m{used.ru_stime:.3f}s\n".encode())
sys.exit(code)
