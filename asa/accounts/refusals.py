"""What the database refuses comes back as a German sentence, never as an error 500 and never with typed text lost.

A form is checked before it is saved; in between somebody else may close the month or take the place. The database then
refuses by a trigger or a constraint. `refusable` makes that a ValidationError, which every form shows; whatever gets
past it `RefusalMiddleware` answers with a page that keeps what was typed.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asa.accounts.once import NOT_TYPED, is_key_reuse

P = ParamSpec("P")
R = TypeVar("R")

#: Typed texts from this length on are shown, so that they can be copied.
LONG_TEXT = 20


@cache
def _sentences() -> dict[str, str]:
    """Return the German sentence of every constraint that has one of its own, by name."""
    standard = models.BaseConstraint.default_violation_error_message
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message and constraint.violation_error_message != standard
    }


def refusal_of(error: BaseException) -> ValidationError | None:
    """Return what the database says in our words: of a trigger's RAISE or a constraint; None for anything else."""
    if not isinstance(error, IntegrityError) or is_key_reuse(error):
        return None
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if getattr(diagnosis, "source_function", "") == "exec_stmt_raise" and name:
        return ValidationError(diagnosis.message_primary, code=name)  # type: ignore[union-attr]
    sentence = _sentences().get(name)
    return ValidationError(sentence, code=name) if sentence else None


def refusable(service: Callable[P, R]) -> Callable[P, R]:
    """Let a service raise ValidationError where the database refuses; belongs outside its `transaction.atomic`."""

    @wraps(service)
    def _service(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except IntegrityError as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error

    return _service


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    typed = [(name, value) for name in request.POST if name not in NOT_TYPED for value in request.POST.getlist(name)]
    context = {
        "sentence": sentence,
        "typed": typed,
        "texts": [value for _, value in typed if len(value) >= LONG_TEXT and " " in value],
        "request_key": request.POST.get("request_key", ""),
        "has_files": bool(request.FILES),
    }
    return render(request, "accounts/refused.html", context, status=409)


class RefusalMiddleware:
    """Answer what the database refused with a page that says why; nothing of the request is saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            request.before_view = transaction.savepoint()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = refusal_of(exception) if request.method == "POST" else None
        before: Any = getattr(request, "before_view", None)
        if refusal is None or before is None:
            return None
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
        return _refused(request, " ".join(refusal.messages))
