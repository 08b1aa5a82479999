"""Runs several programs as one: lines with a name before them, a fresh one for each that dies, one end for all."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

PATIENCE = 20  # seconds that a program gets to finish its work after SIGTERM
LONGEST_PAUSE = 30.0
CALM = 60.0  # a program that ran this long counts as healthy again
PR_SET_PDEATHSIG = 1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def unbroken() -> Iterator[None]:
    """Hold Ctrl-C back until the block ends: a process whose start it cut in two would be nobody's, and live on."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is killed -9 (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Program:
    """One program of the set. `command` and `environment` as for subprocess."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    pause: float = 0.0
    restart_at: float = 0.0
    deaths: int = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=15))


class Runner:
    """A set of programs that live and end together. `say` gets every line for the person at the terminal."""

    def __init__(self, say: Callable[[str], None], folder: str) -> None:
        self._say = say
        self._folder = folder
        self._programs: list[Program] = []
        self._readers: list[threading.Thread] = []

    def add(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Program:
        """Start a program and keep it running from now on."""
        program = Program(name, command, environment)
        self._programs.append(program)
        self._start(program)
        return program

    def tend(self) -> None:
        """Start anew what has died; call it about once a second. A program that keeps dying waits ever longer."""
        now = time.monotonic()
        for program in self._programs:
            if program.process is None:
                if now >= program.restart_at:
                    self._start(program)
            elif program.process.poll() is not None:
                self._note_death(program, now)

    def stop(self) -> None:
        """Ask all programs to finish, the last one started first; end by force what does not within `PATIENCE`."""
        for program in reversed(self._programs):
            if program.process is not None:
                program.process.terminate()  # not its children: each program ends its own in order
        deadline = time.monotonic() + PATIENCE
        try:
            for program in self._programs:
                if program.process is not None:
                    program.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._say("Einige Prozesse beenden ihre Arbeit nicht rechtzeitig und werden abgebrochen.")
        finally:
            for program in self._programs:
                _signal(program, signal.SIGKILL)
            for reader in self._readers:
                reader.join(1)
            self._programs.clear()

    def _start(self, program: Program) -> None:
        with unbroken():
            program.process = subprocess.Popen(
                program.command,
                env=dict(program.environment),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,  # Ctrl-C reaches us alone; we end the programs in order
                preexec_fn=die_with_parent,  # noqa: PLW1509 - only reader threads run here, and they hold no locks
            )
        program.started = time.monotonic()
        reader = threading.Thread(target=self._read, args=(program, program.process.stdout), daemon=True)
        reader.start()
        self._readers = [thread for thread in self._readers if thread.is_alive()] + [reader]

    def _read(self, program: Program, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                program.last_lines.append(line.rstrip())
                self._say(f"[{program.name}] {line.rstrip()}")

    def _note_death(self, program: Program, now: float) -> None:
        assert program.process is not None
        code = program.process.returncode
        calm = now - program.started > CALM
        program.deaths = 1 if calm else program.deaths + 1
        program.pause = 1.0 if calm or not program.pause else min(program.pause * 2, LONGEST_PAUSE)
        program.restart_at = now + program.pause
        _signal(program, signal.SIGKILL)  # what it may have left in its process group
        program.process = None
        self._say(f"[{program.name}] endete unerwartet (Code {code}) und startet in {program.pause:.0f} s neu.")


def _signal(program: Program, number: signal.Signals) -> None:
    if program.process is None:
        return
    try:
        os.killpg(program.process.pid, number)
    except (ProcessLookupError, PermissionError):
        pass
