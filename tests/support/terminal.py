"""Runs a program on a terminal, which Node cannot make.

    terminal.py own|other PROGRAM [ARGUMENT...]

`own` is the program's controlling terminal, as in a window; of `other` it has only the outputs. What the program
writes comes out on standard error. Orders, one a line: `stop` (reads no more), `close` (closes the terminal), `ctrl-c`, `end`
(SIGTERM). Exits with the program's exit code, or 128 and the signal that ended it.
"""

import os
import pty
import select
import signal
import sys

kind, *command = sys.argv[1:]
if kind == "own":
    pid, master = pty.fork()
else:
    master, slave = pty.openpty()
    pid = os.fork()
    if pid == 0:
        os.dup2(slave, 1)
        os.dup2(slave, 2)
        os.close(master)
        os.close(slave)
    else:
        os.close(slave)
if pid == 0:
    os.execvp(command[0], command)

watched = [0, master]
while True:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        code = os.waitstatus_to_exitcode(status)
        sys.exit(code if code >= 0 else 128 - code)
    ready, _, _ = select.select(watched, [], [], 0.05)
    if master in ready:
        try:
            os.write(2, os.read(master, 65536))
        except OSError:
            watched.remove(master)
    if 0 in ready:
        orders = os.read(0, 4096).decode().split()
        if not orders:
            # Whoever gives them is gone.
            os.kill(pid, signal.SIGKILL)
            sys.exit(1)
        for order in orders:
            if order == "stop":
                watched.remove(master)
            elif order == "close":
                if master in watched:
                    watched.remove(master)
                os.close(master)
            elif order == "ctrl-c":
                os.write(master, b"\x03")
            elif order == "end":
                os.kill(pid, signal.SIGTERM)
