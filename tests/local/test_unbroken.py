"""Ctrl-C waits while a process is being started, and comes right after."""

import os
import signal
from collections.abc import Iterator

import pytest

from asa.local.runner import unbroken


@pytest.fixture
def usual_handler() -> Iterator[None]:
    """Let Ctrl-C interrupt, as it does in a terminal: a run in the background begins with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_handler")
def test_ctrl_c_waits_until_the_block_has_ended() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), unbroken():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        done.append("the process is known")
    assert done == ["the process is known"]


def test_the_handlers_are_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with unbroken():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_error_within_is_not_hidden() -> None:
    with pytest.raises(OSError, match="no such program"), unbroken():
        raise OSError("no such program")
