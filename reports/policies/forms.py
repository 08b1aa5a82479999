"""The policy of one type of report."""

from typing import Any, ClassVar

from django import forms
from django.db import models

from asa.administration.forms import StampedForm, stamp_of
from asa.design.fields import ChoiceCards
from reports.engine.models import RELEASING_ROLES, ReleasePolicy, ReleaseRule
from reports.policies.reading import members_today, problem_of, roles_words, who_releases

HINTS = {
    ReleaseRule.SECOND_PERSON.value: "Wer den Bericht bestellt, geschrieben oder eingereicht hat, gibt ihn nicht frei.",
    ReleaseRule.OTHER_SITE.value: "Dazu an einem anderen Standort. Wer keinen Standort hat, gibt nicht frei.",
}


class PolicyForm(StampedForm):
    """Rule and roles. At least one role, and somebody who holds it, so that no report waits for nobody."""

    rule = forms.ChoiceField(
        label="Freigabe durch",
        choices=ReleaseRule.choices,
        widget=ChoiceCards(hints=HINTS),
    )
    roles = forms.MultipleChoiceField(
        label="Rollen, die freigeben",
        choices=[(role.value, role.label) for role in RELEASING_ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Weniger Rollen als vorgegeben sind möglich, mehr nicht.",
        error_messages={"required": "Wählen Sie mindestens eine Rolle."},
    )

    class Meta:
        model = ReleasePolicy
        fields: ClassVar[tuple[str, ...]] = ("rule", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A type without a row has a state too: two people may give it its first policy at once.
        self.fields["version"].initial = stamp_of(self.instance, self.names)
        self.initial["roles"] = self.instance.roles or [role.value for role in RELEASING_ROLES]

    def clean_roles(self) -> list[str]:
        """Return the chosen roles; all of them are no narrowing, also for roles that come later."""
        chosen = self.cleaned_data["roles"]
        return [] if set(chosen) == {role.value for role in RELEASING_ROLES} else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        roles = cleaned["roles"] or [role.value for role in RELEASING_ROLES]
        problem = problem_of(cleaned["rule"], roles, who_releases(roles, members_today(self.instance.provider_id)))
        if problem:
            self.add_error("roles", problem)
        return cleaned

    def is_fresh(self, saved: models.Model) -> bool:
        if super().is_fresh(saved):
            return True
        assert isinstance(saved, ReleasePolicy)
        self.saved_words = [
            ("Freigabe durch", saved.get_rule_display()),
            ("Rollen, die freigeben", roles_words(saved)),
        ]
        return False
