"""One warm process renders for a worker; a document that breaks its limits, or a kill, stops nothing else."""

import os
import signal
import time

import pytest

from asa.documents.rendering import Renderer, RenderingError

PAGE = "<!doctype html><html lang=de><head><title>x</title></head><body><h1>{}</h1></body></html>"


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
