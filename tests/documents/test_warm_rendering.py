"""One warm process renders for a worker; a document that breaks its limits, or a kill, stops nothing else."""

import os
import signal
import time
from pathlib import Path

import pytest

from asa.documents.render_child import DOCUMENTS
from asa.documents.rendering import Renderer, RenderingError

PAGE = "<!doctype html><html lang=de><head><title>x</title></head><body><h1>{}</h1></body></html>"

STYLED = (
    "<!doctype html><html lang=de><head><title>{0}</title><style>"
    '@font-face {{ font-family: "Fira Sans"; src: url("asset:FiraSans-Regular.ttf") }}'
    '@font-face {{ font-family: "IBM Plex Sans Arabic"; src: url("asset:IBMPlexSansArabic-Regular.ttf") }}'
    'body {{ font: {1}pt "Fira Sans", "IBM Plex Sans Arabic"; hyphens: auto }}</style></head>'
    "<body><h1>{0}</h1><p>Ausbildungsbegleitung {2}</p></body></html>"
)


def hands(renderer):
    """Return the processes that the warm one has forked."""
    pid = renderer._process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def renderer():
    renderer = Renderer()
    yield renderer
    renderer.stop()


def test_one_process_makes_many_documents_and_the_same_bytes_for_the_same_page(renderer):
    first, second, third = (renderer.pdf(PAGE.format(text)) for text in ("eins", "zwei", "eins"))
    assert first == third != second


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_is_made():
    renderer = Renderer(seconds=2)
    rows = "<tr><td>x</td></tr>" * 60_000
    with pytest.raises(RenderingError, match=r"nach 2 Sekunden|nicht erstellt"):
        renderer.pdf(PAGE.format(f"<table>{rows}</table>"))
    assert renderer.pdf(PAGE.format("danach")).startswith(b"%PDF")
    renderer.stop()


def test_a_document_that_needs_too_much_memory_is_stopped_and_the_next_one_is_made():
    renderer = Renderer(mebibytes=100)
    with pytest.raises(RenderingError, match="zu wenig Speicher"):
        renderer.pdf(PAGE.format("<p>x</p>" * 60_000))
    assert renderer.pdf(PAGE.format("danach")).startswith(b"%PDF")
    renderer.stop()


def test_a_killed_process_is_replaced(renderer):
    renderer.pdf(PAGE.format("vorher"))
    os.kill(renderer._process.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert renderer.pdf(PAGE.format("nachher")).startswith(b"%PDF")


def test_the_process_ends_with_its_worker(renderer):
    renderer.pdf(PAGE.format("x"))
    process = renderer._process
    process.stdin.close()
    assert process.wait(timeout=10) == 0


def test_a_page_gives_the_same_bytes_whatever_was_rendered_before_it(renderer):
    page = STYLED.format("Юлія محمد", 11, "x" * 300)
    first = renderer.pdf(page)
    (hand,) = hands(renderer)
    for number in range(2, DOCUMENTS + 5):
        other = STYLED.format(f"Bericht {number} Ґ محمد"[: 9 + number % 9], 8 + number % 5, "Anna Щ " * (number % 40))
        content = renderer.pdf(page if number % 50 == 0 else other)
        if number % 50 == 0:
            assert content == first
    assert hands(renderer) != [hand]
    assert renderer.pdf(page) == first


def test_a_hand_that_died_between_two_documents_loses_none(renderer):
    before = renderer.pdf(PAGE.format("x"))
    (hand,) = hands(renderer)
    os.kill(hand, signal.SIGKILL)
    assert renderer.pdf(PAGE.format("x")) == before


def test_a_hand_that_hangs_is_ended_when_the_time_is_over():
    renderer = Renderer(seconds=1)
    renderer.pdf(PAGE.format("x"))
    (hand,) = hands(renderer)
    os.kill(hand, signal.SIGSTOP)
    with pytest.raises(RenderingError, match="nach 1 Sekunden"):
        renderer.pdf(PAGE.format("x" * 200_000))
    assert renderer.pdf(PAGE.format("danach")).startswith(b"%PDF")
    assert hand not in hands(renderer)
    renderer.stop()


def test_limits_hold_for_each_document_and_not_for_all_of_a_hand_together():
    renderer = Renderer(seconds=2, mebibytes=320)  # a hand is worn at half of it: more than the engine itself has
    rows = "<p>x</p>" * 600
    renderer.pdf(PAGE.format(rows))
    (hand,) = hands(renderer)
    while used(hand) < 2.5:
        renderer.pdf(PAGE.format(rows))
    assert hands(renderer) == [hand]
    with pytest.raises(RenderingError, match=r"zu wenig Speicher|nach 2 Sekunden"):
        renderer.pdf(PAGE.format("<p>x</p>" * 60_000))
    assert renderer.pdf(PAGE.format("danach")).startswith(b"%PDF")
    renderer.stop()


def used(pid: int) -> float:
    """Return the processor seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_worker_notices_at_once_that_the_warm_process_died_though_its_hand_lives(renderer):
    renderer.pdf(PAGE.format("x"))
    (hand,) = hands(renderer)
    assert {os.readlink(f"/proc/{hand}/fd/{number}") for number in (0, 1)} == {os.devnull}


def test_nothing_is_left_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("asa.documents.rendering._environment", _environment_in(tmp_path))
    renderer = Renderer()
    renderer.pdf(STYLED.format("x", 11, ""))
    assert list(tmp_path.iterdir())
    renderer.stop()
    assert not list(tmp_path.iterdir())


def _environment_in(folder):
    from asa.documents.rendering import _environment

    return lambda: {**_environment(), "TMPDIR": str(folder)}
