"""The part of the report about hours, sessions and who came to them."""

from reports.engine.blocks import Block, Chart, Table, hours, number, percent, text
from reports.engine.charts import Bar
from reports.types.quarter.wording import Wording

ROUNDED = "Summen entstehen aus Minuten; die gerundeten Zahlen darüber können zusammen um 0,1 davon abweichen."
OWN = (
    "Ein Ausfall kann nach den Abrechnungsregeln die Maßnahme belasten, ohne einer Person angerechnet zu werden; dann "
    "steht hier weniger als bei den angerechneten Stunden. Kontakte mit Betrieb und Schule zählen nur, wo die Regeln "
    "es sagen."
)
TOTAL_BUDGET = "Ein Gesamtbudget gehört zu keinem einzelnen Modul; einen Anteil je Modul gibt es dafür nicht."
#: The agreements of the compared periods; a snapshot of an older release has only the first.
AGREED = ("agreed", "previous_agreed", "year_before_agreed")


class HoursPart(Wording):
    """Hours charged, agreed and missed, sessions, and how the attendances ended."""

    def hours_message(self) -> str:
        """Return the headline of the chart: what the reader should see in it."""
        used = self.success("hours_used")
        if used["denominator"]:
            share = percent(used["numerator"], used["denominator"]).text
            return f"{share} der vereinbarten Stunden sind angerechnet"
        totals = self.figures["totals"]
        if totals["minutes"] is None:
            return "Die Summe der Stunden ist geschützt"
        return f"{hours(totals['minutes']).text} Stunden sind angerechnet" if totals["minutes"] else "Keine Stunden"

    def hours_chart(self) -> Chart:
        """Return the hours of the persons by module, beside what was agreed where it was agreed by module."""
        agreed = {cell["key"].removeprefix("agreed:"): cell["value"] for cell in self.figures["agreed"]["cells"]}
        by_module = "total" not in agreed
        bars = []
        for module in self.figures["modules"]:
            if module["kind"] == "contact" and module["own_minutes"] == 0:
                continue
            is_tuition = by_module and module["kind"] == "tuition" and "tuition" in agreed
            bars.append(
                self._bar(module["label"], module["own_minutes"], agreed["tuition"], "vereinbart")
                if is_tuition
                else self._bar(module["label"], module["own_minutes"])
            )
        total = self.figures["agreed"]["total"]
        own = self.figures["totals"]["own_minutes"]
        bars.append(self._bar("zusammen", own, total, "vereinbart") if agreed else self._bar("zusammen", own))
        note = "Gefüllt: angerechnete Stunden je Person, Gruppen für jede Person." + (
            " Schraffiert: für den Zeitraum vereinbart." if agreed else ""
        )
        return Chart(self.hours_message(), tuple(bars), note)

    def hours_table(self) -> Table:
        has_year = self.figures["has_year_before"]
        fields = ["minutes", "previous_minutes", *(["year_before_minutes"] if has_year else [])]
        head = [self.period.label, self.period.previous.label, *([self.period.year_before.label] if has_year else [])]
        rows = [
            (
                text(module["label"]),
                *(
                    self.time(module[field], self._at(f"minutes:{module['kind']}", at))
                    for at, field in enumerate(fields)
                ),
            )
            for module in self.figures["modules"]
        ]
        totals = self.figures["totals"]
        rows.append(
            (text("Summe"), *(self.time(totals[field], self._at("minutes", at)) for at, field in enumerate(fields)))
        )
        return Table(
            "Angerechnete Stunden nach Modul, Gruppen einmal",
            ("", *head),
            tuple(rows),
            self._units(totals["minutes"]),
            last_is_sum=True,
        )

    def _units(self, minutes: int | None) -> str:
        """Return how hours and teaching units (UE) belong together."""
        units = self.figures.get("units", [])
        if len(units) != 1:
            return "Stunden sind Zeitstunden zu 60 Minuten."
        unit = units[0]
        words = (
            f"Stunden sind Zeitstunden zu 60 Minuten. Eine Unterrichtseinheit (UE) hat {unit} Minuten: "
            f"1 UE = {number(unit / 60, 2)} Std."
        )
        return f"{words} Die Summe entspricht {number(minutes / unit, 1)} UE. {ROUNDED}" if minutes else words

    def missed_table(self) -> Table:
        """Return the hours of sessions to which nobody came, beside those of the compared periods."""
        fields = ("missed_minutes", "previous_missed_minutes", "year_before_missed_minutes")
        shown = [field for field in fields if field in self.figures["totals"]]
        shown = shown[: 3 if self.figures["has_year_before"] else 2]
        rows = [
            (
                text(module["label"]),
                *(self.time(module[field], self._at(f"missed:{module['kind']}", at)) for at, field in enumerate(shown)),
            )
            for module in self.figures["modules"]
            if module["kind"] != "contact"
        ]
        totals = self.figures["totals"]
        sums = (self.time(totals[field], self._at("missed", at)) for at, field in enumerate(shown))
        rows.append((text("Summe"), *sums))
        head = ("", *self._periods()[: len(shown)])
        return Table("Ausgefallene Stunden nach Modul", head, tuple(rows), last_is_sum=True)

    def own_table(self) -> Table:
        rows = []
        for module in (*self.figures["modules"], {"label": "Summe", **self.figures["totals"]}):
            kind = module.get("kind", "")
            sessions = self.shown(module["sessions"], f"sessions:{kind}" if kind else "sessions")
            own = self.time(module["own_minutes"], f"own:{kind}" if kind else "own")
            rows.append((text(module["label"]), sessions, own))
        head = ("", "Termine", "Stunden je Person, summiert")
        return Table("Termine und Stunden je Person", head, tuple(rows), OWN, last_is_sum=True)

    def _agreed(self) -> list[Block]:
        groups = [self.figures[key] for key in AGREED if self.figures.get(key)]
        labels = {cell["key"]: cell["label"] for group in groups for cell in group["cells"]}
        if not labels:
            return []
        values = [{cell["key"]: cell["value"] for cell in group["cells"]} for group in groups]
        rows = [
            (
                text(label),
                *(self.time(cells.get(key, 0), self._at(key, at)) for at, cells in enumerate(values)),
            )
            for key, label in labels.items()
        ]
        sums = (self.time(group["total"], self._at("agreed", at)) for at, group in enumerate(groups))
        rows.append((text("Summe"), *sums))
        head = ("", *self._periods()[: len(groups)])
        note = TOTAL_BUDGET if "agreed:total" in labels else ""
        return [Table("Für den Zeitraum vereinbarte Stunden", head, tuple(rows), note, last_is_sum=True)]

    def _forms(self) -> list[Block]:
        return self._group("forms", "Termine einzeln und in Gruppen", "Termine")

    # ---- attendance ----

    def attendance_message(self) -> str:
        ratio = self.figures["attendance"]
        if not ratio["denominator"]:
            return (
                "Die Teilnahmequote ist geschützt" if ratio["denominator"] is None else "Keine angesetzten Teilnahmen"
            )
        return f"{self.share(ratio).text} der angesetzten Teilnahmen fanden statt"

    def attendance_chart(self) -> Chart:
        bars = [
            Bar(cell["label"], cell["value"], self.shown(cell["value"]).text)
            for cell in self.figures["attendances"]["cells"]
        ]
        return Chart(self.attendance_message(), tuple(bars), "Teilnahmen von Personen an Terminen der drei Module.")

    def attendance_table(self) -> Table:
        group, called_off = self.figures["attendances"], self.figures["called_off"]
        earlier = self.figures.get("previous_attendances")
        before = {cell["key"]: cell["value"] for cell in earlier["cells"]} if earlier else {}
        rows = [
            (
                text(cell["label"]),
                self.shown(cell["value"], cell["key"]),
                *([self.shown(before[cell["key"]], self._at(cell["key"], 1))] if earlier else []),
            )
            for cell in group["cells"]
        ]
        sums = [
            self.shown(group["total"], "attendance"),
            *([self.shown(earlier["total"], self._at("attendance", 1))] if earlier else []),
        ]
        rows.append((text("Summe"), *sums))
        note = (
            "Außerdem fielen Teilnahmen durch den Träger aus; ihre Zahl ist geschützt."
            if called_off is None
            else f"Außerdem fielen durch den Träger aus: {number(called_off)}. Sie zählen in der Quote nicht mit."
        )
        head = ("", *self._periods()[: len(sums)])
        return Table("Angesetzte Teilnahmen", head, tuple(rows), note, last_is_sum=True)
