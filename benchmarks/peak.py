"""Runs COMMAND and writes to FILE how many kilobytes of memory it held at its peak:
peak.py FILE COMMAND...

The system counts for a program what the one that started it held, so this one is small.
"""

import os
import sys

process = os.spawnvp(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(process, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
