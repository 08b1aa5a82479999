"""All programs end together, and each gets the time to finish the work that it has begun."""

import sys
import time

from asa.local.runner import Runner

#: Has a child that works for a moment, and waits for it when it is asked to end, as a worker does.
WORKER = """
import os, signal, sys, time
child = os.fork()
if child == 0:
    time.sleep(1)
    print("Arbeit fertig", flush=True)
    os._exit(0)
signal.signal(signal.SIGTERM, lambda *_: None)
print("bereit", flush=True)
status = os.waitpid(child, 0)[1]
sys.exit(status)
"""


def test_what_a_program_has_begun_is_finished_before_all_ends(tmp_path):
    said: list[str] = []
    runner = Runner(said.append, str(tmp_path))
    program = runner.add("worker", [sys.executable, "-c", WORKER], {})
    deadline = time.monotonic() + 20
    while "[worker] bereit" not in said and time.monotonic() < deadline:
        time.sleep(0.02)
    process = program.process
    runner.stop()
    assert "[worker] Arbeit fertig" in said
    assert process is not None
    assert process.returncode == 0
