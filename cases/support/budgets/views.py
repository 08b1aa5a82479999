"""Begleitungsstunden of a case: threads with all their steps, and the forms that add one. The list of open answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from cases.people.models import Case, Measure
from cases.people.models.trainees import CaseQuerySet
from cases.support.budgets import services
from cases.support.budgets.enums import GrantStepKind, Side
from cases.support.budgets.forms import AnswerForm, ChangeForm, CounterForm, MessageForm, ProposalForm, measures_of
from cases.support.budgets.models import HourGrant, HourGrantQuerySet
from cases.support.budgets.presentation import Thread, last_days, threads_of
from cases.support.budgets.reading import unanswered_proposals

PER_PAGE = 25


def _cases(user: User) -> CaseQuerySet:
    """Cases whose hours staff may read; trainees, auditors and funders have pages of their own."""
    if not access_of(user).is_staff:
        return Case.objects.none()
    return Case.objects.visible_to(user, DataClass.WORTH)


def _grants(user: User) -> HourGrantQuerySet:
    return HourGrant.objects.filter(case__in=_cases(user))


def _case(user: User, public_id: UUID) -> Case:
    return get_object_or_404(_cases(user).select_related("trainee"), public_id=public_id)


def _may_write(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user, DataClass.WORTH, Action.CREATE).filter(pk=case.pk).exists()


@require_safe
@needs(DataClass.WORTH, Action.READ)
def grant_list(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Everything that was proposed and agreed for a person."""
    case = _case(request.user, public_id)
    grants = HourGrant.objects.filter(case=case).select_related("measure__funding_body")
    stays = list(case.stays.order_by("starts_on"))
    context = {
        "case": case,
        "threads": threads_of(list(grants.prefetch_related("steps__created_by")), last_days(stays)),
        "may_write": _may_write(request.user, case),
        "has_measure": bool(stays),
        "carry_overs": list(case.carry_overs.shown()),
        "may_carry_over": Case.objects.editable_by(request.user, DataClass.WORTH).filter(pk=case.pk).exists(),
    }
    return render(request, "cases/support/budgets/grant_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(DataClass.WORTH, Action.CREATE)
def grant_create(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Record the first proposal of a thread; a case with several measures chooses one first."""
    case = _case(request.user, public_id)
    if not _may_write(request.user, case):
        raise PermissionDenied
    measures = measures_of(case)
    measure = _chosen(measures, request.GET.get("measure", ""))
    if measure is None:
        return redirect("grant_list", case.public_id)
    form = ProposalForm(request.POST or None, case=case, measure=measure)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(
                case=case,
                measure=measure,
                terms=form.terms(),
                message=form.message(),
                side=Side(form.cleaned_data["side"]),
                is_zero_confirmed=form.is_zero_confirmed,
                by=request.user,
                **form.keys(),
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, "Die Stunden sind eingetragen. Die Antwort ist offen.")
            return redirect("grant_list", case.public_id)
    context = {"case": case, "form": form, "measure": measure, "measures": measures if len(measures) > 1 else []}
    status = 422 if form.is_bound else 200
    return render(request, "cases/support/budgets/grant_create.html", context, status=status)


def _chosen(measures: list[Measure], number: str) -> Measure | None:
    """Return the measure named in the address, else the latest one; a number of no measure of the case is 404."""
    if not number:
        return measures[0] if measures else None
    found = [measure for measure in measures if str(measure.public_id) == number]
    if not found:
        raise Http404
    return found[0]


ANSWERS: dict[str, tuple[GrantStepKind, type[MessageForm], str, str, str]] = {
    "agree": (
        GrantStepKind.AGREEMENT,
        AnswerForm,
        "Zustimmung eintragen",
        "Zustimmung speichern",
        "Die Stunden sind vereinbart.",
    ),
    "counter": (
        GrantStepKind.COUNTER,
        CounterForm,
        "Mit Gegenvorschlag ablehnen",
        "Gegenvorschlag speichern",
        "Der Gegenvorschlag ist eingetragen. Die Antwort ist offen.",
    ),
    "refuse": (
        GrantStepKind.REFUSAL,
        AnswerForm,
        "Ablehnung eintragen",
        "Ablehnung speichern",
        "Die Ablehnung ist eingetragen.",
    ),
    "change": (
        GrantStepKind.PROPOSAL,
        ChangeForm,
        "Änderung eintragen",
        "Änderung speichern",
        "Die Änderung ist eingetragen. Bis zur Antwort gilt, was vereinbart ist.",
    ),
}


@require_http_methods(["GET", "POST"])
@needs(DataClass.WORTH, Action.CREATE)
def grant_step(request: UserRequest, public_id: UUID, answer: str) -> HttpResponse:
    """Add one step to a thread: agree, refuse, counter, or propose a change."""
    kind, form_class, title, label, done = ANSWERS[answer]
    grants = _grants(request.user).select_related("case__trainee", "measure__funding_body")
    grant = get_object_or_404(grants.prefetch_related("steps"), public_id=public_id)
    if not HourGrant.objects.editable_by(request.user).filter(pk=grant.pk).exists():
        raise PermissionDenied
    thread, is_stale = threads_of([grant], last_days(list(grant.case.stays.order_by("starts_on"))))[0], False
    form: Any = form_class(request.POST or None, grant=grant, last=thread.last)  # type: ignore[call-arg]
    if request.method == "POST" and form.is_valid():
        try:
            _SAVE[kind](grant, form, request.user)
        except ValidationError as error:
            form.take(error)
            if getattr(error, "code", "") == "stale":
                thread, is_stale = _read_again(grant), True
                form.freshen(thread.grant.version)
        else:
            messages.success(request, done)
            return redirect("grant_list", grant.case.public_id)
    elif request.method == "GET" and kind != GrantStepKind.PROPOSAL and not thread.is_open:
        messages.info(request, "Hier ist keine Antwort offen.")
        return redirect("grant_list", grant.case.public_id)
    context = {"case": grant.case, "thread": thread, "form": form, "title": title, "label": label, "is_stale": is_stale}
    status = 422 if form.is_bound else 200
    return render(request, "cases/support/budgets/grant_step.html", context, status=status)


def _read_again(grant: HourGrant) -> Thread:
    fresh = HourGrant.objects.select_related("case__trainee", "measure__funding_body").prefetch_related("steps")
    return threads_of([fresh.get(pk=grant.pk)])[0]


def _agree(grant: HourGrant, form: Any, user: User) -> None:
    services.agree(grant=grant, message=form.message(), by=user, **form.keys())


def _refuse(grant: HourGrant, form: Any, user: User) -> None:
    services.refuse(grant=grant, message=form.message(), by=user, **form.keys())


def _counter(grant: HourGrant, form: Any, user: User) -> None:
    services.counter(
        grant=grant,
        terms=form.terms(),
        message=form.message(),
        is_zero_confirmed=form.is_zero_confirmed,
        by=user,
        **form.keys(),
    )


def _change(grant: HourGrant, form: Any, user: User) -> None:
    services.propose_change(
        grant=grant,
        terms=form.terms(),
        message=form.message(),
        side=Side(form.cleaned_data["side"]),
        is_zero_confirmed=form.is_zero_confirmed,
        by=user,
        **form.keys(),
    )


_SAVE: dict[GrantStepKind, Callable[[HourGrant, Any, User], None]] = {
    GrantStepKind.AGREEMENT: _agree,
    GrantStepKind.REFUSAL: _refuse,
    GrantStepKind.COUNTER: _counter,
    GrantStepKind.PROPOSAL: _change,
}


def open_words(user: User) -> str:
    """Return how many answers about hours are missing, for the page "Mehr"."""
    count = unanswered_proposals().filter(case__in=_cases(user)).count()
    return {0: "alles beantwortet", 1: "1 Antwort steht aus"}.get(count, f"{count} Antworten stehen aus")


@require_safe
@needs(DataClass.WORTH, Action.READ)
def grant_open_list(request: UserRequest) -> HttpResponse:
    """Every thread in which somebody still has to answer; those that wait for us come first."""
    grants = unanswered_proposals().filter(case__in=_cases(request.user))
    grants = grants.select_related("case__trainee", "measure__funding_body").prefetch_related("steps")
    page = Paginator(grants, PER_PAGE).get_page(request.GET.get("page"))
    threads = [threads_of([grant])[0] for grant in page]
    context = {
        "page": page,
        "ours": [thread for thread in threads if thread.we_answer],
        "theirs": [thread for thread in threads if not thread.we_answer],
    }
    return render(request, "cases/support/budgets/grant_open_list.html", context)
