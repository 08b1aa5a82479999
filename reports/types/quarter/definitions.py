"""How every figure of quarter and year is counted: numerator, denominator, cut-off. Part of every report."""

from collections.abc import Mapping
from typing import Any

from reports.engine.periods import Period

#: What stands where a number is hidden, whether it is small itself or would give a small one away.
HIDDEN = "geschützt"

#: Success figures by key: name, and how they are counted.
SUCCESS: dict[str, tuple[str, str]] = {
    "placement": (
        "Vorphase: Übergang in Ausbildung",
        "Zähler: Teilnehmende, die im Zeitraum aus der Vorphase in die begleitende Phase wechselten. Nenner: alle, "
        "deren Vorphase im Zeitraum endete.",
    ),
    "trial": (
        "Probezeit bestanden",
        "Zähler: Ausbildungsverträge, die am Ende der Probezeit weiterliefen. Nenner: alle Verträge, deren Probezeit "
        "im Zeitraum endete.",
    ),
    "broken": (
        "Im Zeitraum vorzeitig gelöste Verträge",
        "Zähler: Ausbildungsverträge, die im Zeitraum durch Kündigung, Aufhebungsvertrag oder Schließung des Betriebs "
        "endeten. Nenner: alle Ausbildungsverträge der Teilnehmenden, die im Zeitraum liefen. Das ist nicht die "
        "Vertragslösungsquote der Berufsbildungsstatistik, die nach Jahren des Vertragsbeginns rechnet "
        "(Schichtenmodell).",
    ),
    "followed": (
        "Nach Lösung ein neuer Ausbildungsvertrag",
        "Zähler: im Zeitraum gelöste Verträge, auf die bis zum Stand der Daten ein neuer Ausbildungsvertrag folgte. "
        "Nenner: alle im Zeitraum gelösten Ausbildungsverträge.",
    ),
    "exam_first": (
        "Abschlussprüfung im ersten Versuch bestanden",
        "Zähler: bestandene Abschlussprüfungen (auch Teil 2) ohne früheren Versuch. Nenner: alle Abschlussprüfungen "
        "ohne früheren Versuch, deren Ergebnis im Zeitraum bekannt wurde.",
    ),
    "exam_all": (
        "Abschlussprüfung bestanden, alle Versuche",
        "Zähler: bestandene Abschlussprüfungen (auch Teil 2). Nenner: alle Abschlussprüfungen, deren "
        "Ergebnis im Zeitraum bekannt wurde.",
    ),
    "no_need": (
        "Ohne Unterstützung weiter in Ausbildung",
        "Zähler: Austritte mit dem Grund „Unterstützung nicht mehr nötig“. Nenner: alle Austritte des Zeitraums.",
    ),
    "hours_used": (
        "Vereinbarte Stunden genutzt",
        "Zähler: alle den Personen angerechneten Stunden, auch solcher, für die nichts vereinbart ist. Nenner: für den "
        "Zeitraum vereinbarte Stunden. Stunden je Monat zählen für jeden berührten Monat, ein Budget für einen "
        "längeren Zeitraum nach seinen Tagen; deshalb kann der Anteil in einem Zeitraum über 100 % liegen.",
    ),
}


def _units(figures: Mapping[str, Any]) -> str:
    units = figures.get("units", [])
    if not units:
        return ""
    lengths = " oder ".join(str(unit) for unit in units)
    return f"Eine Unterrichtseinheit (UE) hat nach den Abrechnungsregeln {lengths} Minuten."


def definitions(figures: Mapping[str, Any], period: Period) -> list[tuple[str, str]]:
    """Return term and meaning of every figure, in the words of the report's last section."""
    share = (
        " Zahlen mehrere Kostenträger für eine Maßnahme, zählt der Anteil dieses Kostenträgers; Personen und Termine "
        "zählen immer voll."
        if figures["hours_by_share"]
        else ""
    )
    return [
        (
            "Teilnehmende und Bestand",
            "Teilnahmen, die eingetreten, einer der genannten Maßnahmen zugeordnet und am Ende des Stichtags nicht "
            f"ausgetreten sind. Stichtage: {period.previous.ends_on:%d.%m.%Y} und {period.ends_on:%d.%m.%Y}. Jede "
            "Teilnahme zählt einmal, auch nach einem Wechsel der Phase.",
        ),
        (
            "Eintritte und Austritte",
            "Erster und letzter Tag in den genannten Maßnahmen im Zeitraum; ein Wechsel zwischen ihnen zählt nicht. "
            "Bestand am Anfang plus Eintritte minus Austritte ergibt den Bestand am Ende.",
        ),
        (
            "Austrittsgrund und Verbleib",
            "Was beim Austritt festgehalten wurde. Angaben zum Verbleib, die zu wenige Personen betreffen, können "
            "als „anderer Verbleib“ stehen. Ob die Personen sechs Monate später beschäftigt sind, wird nicht erhoben.",
        ),
        (
            "Form und Grund der Vertragslösung",
            "Wie im Zeitraum gelöste Ausbildungsverträge endeten und welche Gruppe von Gründen dazu eingetragen ist. "
            "Gesundheit, Familie, Geld, Wohnen und Aufenthalt stehen nur als „persönliche Gründe“, Gründe mit zu "
            "wenigen Personen als „weitere Gründe“. Verträge, die vor Beginn der Ausbildung aufgelöst wurden, zählen "
            "nicht.",
        ),
        (
            "Angerechnete Stunden",
            "Minuten auf dem Stundenkonto der Maßnahme nach deren Abrechnungsregeln, für Leistungsmonate des "
            "Zeitraums, einschließlich der Korrekturen, die bis zum Stand der Daten gebucht sind. Eine Gruppe zählt "
            "einmal." + share,
        ),
        (
            "Stunden je Person, summiert",
            "Minuten auf den Stundenkonten der Teilnehmenden für dieselben Monate. Eine Gruppe zählt für jede Person."
            + share,
        ),
        (
            "Vereinbarte Stunden",
            "Mit dem Kostenträger vereinbarte Stunden der Personen für den Zeitraum. Stunden je Monat zählen für jeden "
            "berührten Monat, ein Budget für einen längeren Zeitraum nach seinen Tagen. Noch offene Vorschläge zählen "
            "nicht.",
        ),
        (
            "Stunden und Unterrichtseinheiten (UE)",
            "Alle Stunden sind Zeitstunden zu 60 Minuten mit einer Stelle nach dem Komma. " + _units(figures),
        ),
        (
            "Ausgefallene Stunden",
            "Dauer der Termine der drei Module, zu denen niemand aus der Maßnahme kam, nach denselben Regeln gerundet. "
            "Was davon nach den Regeln trotzdem angerechnet wird, steht auch unter den angerechneten Stunden.",
        ),
        (
            "Termine",
            "Erfasste Termine im Zeitraum, zu denen mindestens eine Person kam. Gruppentermine sind solche, zu denen "
            "mehr als eine Person eingeladen war.",
        ),
        (
            "Teilnahmequote",
            "Zähler: Teilnahmen „anwesend“ oder „verspätet“ an Terminen der drei Module. Nenner: alle angesetzten "
            "Teilnahmen des Zeitraums ohne die, die der Träger ausfallen ließ.",
        ),
        (
            "Betriebe mit Kontakt",
            "Zähler: Betriebe, mit oder in denen im Zeitraum mindestens ein Termin stattfand. Nenner: alle Betriebe "
            "mit einem laufenden Vertrag von Teilnehmenden im Zeitraum.",
        ),
        *((name, f"{meaning} Stichtag: {period.ends_on:%d.%m.%Y}.") for name, meaning in SUCCESS.values()),
        (
            "Phase, Geschlecht, Alter, Beruf, Betriebsgröße und Kammer",
            f"Bestand am {period.ends_on:%d.%m.%Y}. Das Alter gilt für diesen Tag. Beruf, Größe und Kammer kommen aus "
            "dem Vertrag, der an diesem Tag läuft; Berufe stehen nach den Bereichen der Klassifikation der "
            "Berufe 2010.",
        ),
        (
            "Kleine Gruppen",
            f"Zahlen über weniger als {figures['minimum_cell']} Personen stehen als „{HIDDEN}“ oder zusammen in einer "
            "Zeile, damit niemand erkennbar wird. Damit sie sich auch nicht errechnen lassen, aus diesem Bericht oder "
            "im Vergleich mit anderen, sind wo nötig weitere Zahlen so gekennzeichnet.",
        ),
    ]
