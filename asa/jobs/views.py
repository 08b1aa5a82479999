"""How far a job is, for the person who ordered it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts import wall
from asa.accounts.permissions import signed_in
from asa.jobs.models import Job
from asa.jobs.services import order_again


def _own_job(request: HttpRequest, public_id: UUID) -> Job:
    own = Job.objects.filter(ordered_by=request.user.pk, provider=wall.current_provider_id())
    return get_object_or_404(own, public_id=public_id)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def job_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show done and total; the fragment polls itself until the job ends, without scripts the page is reloaded."""
    template = "jobs/_progress.html" if request.headers.get("HX-Request") else "jobs/progress.html"
    return render(request, template, {"job": _own_job(request, public_id)})


@signed_in
@require_POST
def job_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a parked job three new tries."""
    job = _own_job(request, public_id)
    order_again(job)
    return redirect("job_progress", public_id=job.public_id)
