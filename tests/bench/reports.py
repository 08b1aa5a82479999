"""Reports: one PDF against WeasyPrint called as its manual does, and a whole run on every core against a naive loop."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connections
from django.template.loader import render_to_string

from asa.accounts import wall

Measure = Callable[[Callable[[], object]], float]
ROUNDS = 7
CORES = 2


class Took(NamedTuple):
    """A run of reports: seconds on the clock, and of processor time in our process and in the rendering one."""

    seconds: float
    own: float
    rendering: float


def naive_pdf(html: str) -> bytes:
    """Return the PDF as WeasyPrint's manual makes it of the same page, with the bundled files found by their path."""
    from weasyprint import HTML

    from asa.documents.bundled import BUNDLED

    for address, (path, _type) in BUNDLED.items():
        html = html.replace(address, path.as_uri())
    return HTML(string=html).write_pdf()


def report_pdf(_measure: Measure) -> tuple[float, float]:
    """Return (ours, floor) in milliseconds of processor time: a measure's quarter, the rendering process included."""
    from asa.documents.rendering import Renderer
    from reports.engine.documents import report_context
    from reports.engine.models import Report
    from reports.engine.snapshots import take_snapshot
    from tests.reports.situations import Worked

    worked = Worked()
    with wall.within(worked.provider.pk):
        report = Report(provider=worked.provider, measure=worked.measure, period="2026-Q3")
        report.snapshot = take_snapshot(report)
        html = render_to_string("reports/pdf/document.html", report_context(report))
    renderer = Renderer()
    ours = _median(lambda: renderer.pdf(html), lambda: _used_by(renderer))
    renderer.stop()
    return ours * 1000, _median(lambda: naive_pdf(html), time.process_time) * 1000


def _median(work: Callable[[], object], clock: Callable[[], float]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        before = clock()
        work()
        taken.append(clock() - before)
    return sorted(taken)[ROUNDS // 2]


def _used_by(renderer: Any) -> float:
    """Return the processor seconds of this process and of the rendering one with the children it has waited for."""
    return time.process_time() + _of_process(renderer._process.pid)


def _of_process(pid: int) -> float:
    """Return the processor seconds of a process with its children, those that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    running = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(_of_process(int(child)) for child in running)


def report_run(number: int) -> tuple[Took, float]:
    """Return what a run of `number` progress reports on two cores took, and the seconds of a naive loop on one.

    Ours is the whole of it: figures, snapshot, page, PDF for the funder, file and row. The naive loop has the pages.
    """
    provider, ids = _progress_reports(number)
    connections.close_all()
    started = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("fork")) as workers:
        parts = list(workers.map(_make, [provider] * CORES, [ids[core::CORES] for core in range(CORES)]))
    seconds = time.perf_counter() - started
    pages = _pages(provider, ids)
    started = time.perf_counter()
    for page in pages:
        naive_pdf(page)
    naive = time.perf_counter() - started
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
    from reports.engine.documents import report_page
    from reports.engine.files import Made, store_files
    from reports.engine.models import Report, ReportState
    from reports.engine.snapshots import checksum, take_snapshot

    started, own = time.perf_counter(), time.process_time()
    for report_id in ids:
        with wall.within(provider):
            report = Report.objects.select_related("case__trainee", "provider").get(pk=report_id)
            report.snapshot = take_snapshot(report)
            report.snapshot_sha256 = checksum(report.snapshot)
            report.state = ReportState.DRAFT
        content = _pool.pdf(*report_page(report, "funder"))
        with wall.within(provider):
            store_files(report, {"funder": Made(content)})
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
        return [report_page(report, "funder")[0] for report in reports]
