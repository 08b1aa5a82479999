"""What is known of a case that another software kept before: kept with the admission until the case begins.

Hours agreed and used hang on the time in the measure, which begins when the admission is finished; so an import and
the forms keep them here, and finishing books them (`cases.desk.admission.services.complete_admission`).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from asa.design.fields import format_hours
from cases.people.enums import CaseState, MeasureModel
from cases.people.models.measures import Measure

#: Phases in which a case that is taken over may stand, with the ways in which a list may write them.
PHASES: dict[CaseState, tuple[str, ...]] = {
    CaseState.PRE_PHASE: ("vorphase", "vp"),
    CaseState.ACCOMPANYING: ("begleitende phase", "begleitung", "bp", "ausbildung"),
    CaseState.NO_CONTRACT: ("ohne vertrag", "ohne ausbildungsvertrag"),
    CaseState.AFTERCARE: ("nachbetreuung", "nachsorge"),
}


@dataclass(frozen=True)
class Takeover:
    """Phase and hours from before, all optional; minutes. `used_until` is the last day that the used hours contain."""

    phase: str = ""
    agreed_from: date | None = None
    agreed_until: date | None = None
    tuition: int | None = None
    stabilisation: int | None = None
    total: int | None = None
    used_tuition: int | None = None
    used_stabilisation: int | None = None
    used_total: int | None = None
    used_until: date | None = None
    source: str = ""

    @property
    def has_agreed(self) -> bool:
        return any(value is not None for value in (self.tuition, self.stabilisation, self.total))

    @property
    def has_used(self) -> bool:
        return any((self.used_tuition, self.used_stabilisation, self.used_total))

    def faults(self, measure: Measure | None, entry_on: date | None, today: date) -> dict[str, str]:
        """Return what does not fit, a German sentence per field; what the records know is asked when they are made."""
        found: dict[str, str] = {}
        if self.has_agreed or self.has_used:
            self._check_parts(measure, found)
            self._check_span(measure, entry_on, found)
        if self.has_used:
            self._check_used(today, found)
        return found

    def _check_parts(self, measure: Measure | None, found: dict[str, str]) -> None:
        if measure is None:
            found["measure"] = "Zu Stunden gehört die Maßnahme."
            return
        if measure.model == MeasureModel.ASAFLEX_2024:
            wrong: tuple[str, ...] = ("tuition", "stabilisation", "used_tuition", "used_stabilisation")
            words = f"Die Maßnahme {measure.number} hat ein Gesamtbudget, keine Stunden je Art."
        else:
            wrong = ("total", "used_total")
            words = f"Die Maßnahme {measure.number} hat Stunden je Monat und Art, kein Gesamtbudget."
            if self.has_agreed and None in (self.tuition, self.stabilisation):
                missing = "tuition" if self.tuition is None else "stabilisation"
                found[missing] = "Geben Sie Unterricht und Stabilisierung an, auch wenn eines null ist."
        for name in wrong:
            if getattr(self, name) is not None:
                found[name] = words

    def _check_span(self, measure: Measure | None, entry_on: date | None, found: dict[str, str]) -> None:
        if not self.has_agreed:
            found.setdefault("used_until", "Zu verbrauchten Stunden gehören die vereinbarten.")
            return
        if self.agreed_from is None:
            found["agreed_from"] = "Geben Sie an, ab wann die Stunden vereinbart sind."
        elif entry_on is not None and self.agreed_from < entry_on:
            found["agreed_from"] = "Die Stunden beginnen nicht vor dem Eintritt."
        elif measure is not None and self.agreed_from < measure.starts_on:
            found["agreed_from"] = f"Die Maßnahme {measure.number} beginnt erst am {measure.starts_on:%d.%m.%Y}."
        if self.agreed_until is None:
            found["agreed_until"] = "Geben Sie an, bis wann die Stunden vereinbart sind."
        elif self.agreed_from is not None and self.agreed_until < self.agreed_from:
            found["agreed_until"] = "Das Ende liegt vor dem Beginn."
        elif measure is not None and self.agreed_until > measure.ends_on:
            found["agreed_until"] = f"Die Maßnahme {measure.number} endet schon am {measure.ends_on:%d.%m.%Y}."

    def _check_used(self, today: date, found: dict[str, str]) -> None:
        last = self.used_until
        if last is None:
            found["used_until"] = "Geben Sie den letzten Tag an, den die verbrauchten Stunden enthalten."
        elif last > today:
            found["used_until"] = "Der Stand liegt in der Zukunft."
        elif self.agreed_from and self.agreed_until and not self.agreed_from <= last <= self.agreed_until:
            found["used_until"] = "Der Stand liegt nicht im vereinbarten Zeitraum."
        self._check_size(found)

    def _check_size(self, found: dict[str, str]) -> None:
        """Find a carry-over larger than the grant: of hours per month (2021) those of the months that it counts."""
        months = 1
        if self.total is None:
            if self.agreed_from is None or self.used_until is None:
                return
            first, last = self.agreed_from, self.used_until
            months = (last.year - first.year) * 12 + last.month - first.month + 1
        for name in ("total", "tuition", "stabilisation"):
            agreed, used = getattr(self, name), getattr(self, f"used_{name}") or 0
            if agreed is not None and used > agreed * months:
                most = format_hours(agreed * months)
                found[f"used_{name}"] = f"Der Übertrag ist größer als die Bewilligung. Möglich sind {most} Stunden."

    def with_hours_of(self, other: "Takeover") -> "Takeover":
        """Return the hours of `other` with the own phase."""
        return replace(other, phase=self.phase)

    def to_json(self) -> dict[str, Any]:
        """Return plain values without what is empty."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value not in (None, "")
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Takeover":
        days = ("agreed_from", "agreed_until", "used_until")
        read: dict[str, Any] = {name: date.fromisoformat(v) if name in days else v for name, v in values.items()}
        return cls(**read)
