"""Reports: one PDF against WeasyPrint called as its manual does, and a whole run on every core against a naive loop."""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connections

from asa.accounts import wall
from asa.celery import load_pages

ROUNDS = 7
CORES = 2


class Took(NamedTuple):
    """A run of reports: seconds on the clock, and of processor time in our process and in the rendering one."""

    seconds: float
    own: float
    rendering: float


def naive_pdf(html: str) -> bytes:
    """Return an accessible PDF of the same page as WeasyPrint's manual makes it, the fonts found by their path."""
    from weasyprint import HTML

    from asa.documents.bundled import BUNDLED

    for address, (path, _type) in BUNDLED.items():
        html = html.replace(address, path.as_uri())
    return HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


def report_pdfs() -> dict[str, tuple[float, float]]:
    """Return (ours, naive) in milliseconds of processor time of some documents, the rendering process included.

    Both take turns, so that whatever else the machine does meanwhile falls on both.
    """
    from asa.documents.rendering import Renderer

    renderer = Renderer()
    made = {
        name: _medians(
            (lambda page=page: renderer.pdf(page), lambda: _used_by(renderer)),  # type: ignore[misc]
            (lambda page=page: naive_pdf(page), time.process_time),  # type: ignore[misc]
        )
        for name, page in _documents().items()
    }
    renderer.stop()
    return made


def _documents() -> dict[str, str]:
    """Return the pages of a progress report for its readers (1 to 3 pages of paper) and of a quarter (8 pages)."""
    from reports.engine.documents import report_page
    from reports.engine.models import Report, ReportState
    from reports.engine.snapshots import take_snapshot
    from tests.reports.situations import Worked

    worked = Worked()
    with wall.within(worked.provider.pk):
        common = {"provider": worked.provider, "state": ReportState.DRAFT}
        quarter = Report(measure=worked.measure, period="2026-Q3", **common)
        progress = Report(type="progress", case=worked.cases[0], period="2026-07-01_2026-09-30", **common)
        for report in (quarter, progress):
            report.snapshot = take_snapshot(report)
        return {
            **{f"report_pdf_{reader}": report_page(progress, reader)[0] for reader in ("funder", "trainee")},
            "report_pdf_quarter": report_page(quarter)[0],
        }


def _medians(*ways: tuple[Callable[[], object], Callable[[], float]]) -> Any:
    """Return the median milliseconds of each way, which is the work and the clock that it is measured by."""
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(ROUNDS + 1):
        for (work, clock), found in zip(ways, taken, strict=True):
            before = clock()
            work()
            if number:  # the first one only warms up
                found.append(clock() - before)
    return tuple(statistics.median(found) * 1000 for found in taken)


def _used_by(renderer: Any) -> float:
    """Return the processor seconds of this process and of the rendering one, its hands included."""
    process = renderer._process
    return time.process_time() + (_of_process(process.pid) if process is not None else 0)


def _of_process(pid: int) -> float:
    """Return the processor seconds of a process with its children, those that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    running = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(_of_process(int(child)) for child in running)


def report_run(number: int) -> tuple[Took, Took]:
    """Return what a run of `number` progress reports took on two cores, and what a naive loop took on one.

    Ours is the whole of it as the job does it: figures, snapshot, pages, a PDF for each reader, files and rows. The
    naive loop has the pages already.
    """
    provider, ids = _progress_reports(number)
    load_pages()  # as the worker does before its first job
    connections.close_all()
    started = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("fork")) as workers:
        parts = list(workers.map(_make, [provider] * CORES, [ids[core::CORES] for core in range(CORES)]))
    seconds = time.perf_counter() - started
    pages = _pages(provider, ids)
    started, own = time.perf_counter(), time.process_time()
    for page in pages:
        naive_pdf(page)
    naive = Took(time.perf_counter() - started, 0, time.process_time() - own)
    return Took(seconds, sum(p.own for p in parts), sum(p.rendering for p in parts)), naive


def _progress_reports(number: int) -> tuple[int, list[int]]:
    """Return a provider and the ids of `number` ordered reports, each about a person of its own with four sessions."""
    from reports.engine.models import Report
    from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SessionFactory, at

    member = MembershipFactory()
    measure = MeasureFactory(provider=member.provider)
    people = {"provider": member.provider, "team": member.team, "contact_person": member, "measure": measure}
    cases = [CaseFactory(**people, goals="Prüfung bestehen\nBerichtsheft führen") for _ in range(number)]
    for group in (cases[at_ : at_ + 12] for at_ in range(0, number, 12)):
        for on in ("2026-07-06", "2026-07-20", "2026-08-03", "2026-09-07"):
            SessionFactory(provider=member.provider, cases=group, staff=[member], starts=at(on), length=90, held=True)
    with wall.within(member.provider_id):
        made = [
            Report.objects.create(provider=member.provider, type="progress", case=case, period="2026-07-01_2026-09-30")
            for case in cases
        ]
    return member.provider_id, [report.pk for report in made]


def _make(provider: int, ids: Sequence[int]) -> Took:
    """Make these reports in this process, as the job does."""
    from asa.documents.rendering import _pool
    from reports.engine.files import make_files, store_files
    from reports.engine.models import Report, ReportState
    from reports.engine.snapshots import checksum, take_snapshot

    started, own = time.perf_counter(), time.process_time()
    for report_id in ids:
        with wall.within(provider):
            report = Report.objects.select_related("case__trainee", "provider").get(pk=report_id)
            report.snapshot = take_snapshot(report)
            report.snapshot_sha256 = checksum(report.snapshot)
            report.state = ReportState.DRAFT
            made = make_files(report)
            store_files(report, made)
            report.save()
    rendering = sum(_of_process(one._process.pid) for one in _pool._all if one._process is not None)
    took = Took(time.perf_counter() - started, time.process_time() - own, rendering)
    _pool.stop()
    return took


def _pages(provider: int, ids: Sequence[int]) -> list[str]:
    from reports.engine.documents import report_page
    from reports.engine.models import Report

    with wall.within(provider):
        reports = Report.objects.filter(pk__in=ids).select_related("case__trainee", "provider")
        return [report_page(report, audience)[0] for report in reports for audience in report.audiences]
