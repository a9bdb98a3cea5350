"""Runs one command and says what it cost; a process of its own, since it must be small.

The peak memory that a system tells of a process counts what its parent held when it was made, so a
parent that has imported anything hides what small programs need.
"""

import os
import sys
import time


def main(command: list[str]) -> None:
    """Run a command, and print its CPU seconds, wall seconds and peak memory in KB."""
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    begun = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=nowhere)
    _, _, used = os.wait4(process, 0)
    wall = time.perf_counter() - begun
    sys.stdout.write(f"{used.ru_utime + used.ru_stime} {wall} {used.ru_maxrss}")


main(sys.argv[1:])
