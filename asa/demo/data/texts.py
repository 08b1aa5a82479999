"""Sentences of the demonstration: results of sessions, notes, states for companies, reasons."""

TUITION_RESULTS = (
    "Aufgaben gemeinsam gelöst, Hausaufgabe vereinbart.",
    "Thema wiederholt, sitzt jetzt bei den meisten. Nächste Woche Übungsaufgaben.",
    "An alten Prüfungsaufgaben gearbeitet. Zeiteinteilung war das Hauptthema.",
    "Begriffe aus dem Fachbuch geklärt, Lernkarten angelegt.",
    "Klassenarbeit besprochen, Fehler berichtigt.",
    "Berichtsheft nachgetragen und gemeinsam durchgesehen.",
)

FIRST_RESULTS = (
    "Angebot vorgestellt, Unterlagen mitgegeben. Möchte teilnehmen.",
    "Fragen zum Ablauf geklärt, Schulzeugnis liegt vor.",
)

SOCIAL_TOPICS = ("Lernplan", "Geld und Anträge", "Wohnen", "Konflikt im Betrieb", "Prüfungsangst", "Tagesablauf")
SOCIAL_RESULTS = (
    "Wochenplan geschrieben, Lernzeiten festgelegt.",
    "Antrag auf Berufsausbildungsbeihilfe gemeinsam vorbereitet, fehlende Unterlagen notiert.",
    "Gespräch mit dem Ausbilder vorbereitet, drei Punkte aufgeschrieben.",
    "Übungen gegen Aufregung ausprobiert. Wiederholung beim nächsten Mal.",
    "Fahrzeiten geprüft, früherer Bus ist möglich.",
)

COMPANION_TOPICS = ("Stand der Ausbildung", "Berichtsheft", "Ziele der nächsten Wochen", "Prüfungsanmeldung", "Noten")
COMPANION_RESULTS = (
    "Ziele durchgesehen, zwei sind erreicht. Neues Ziel: Berichtsheft jede Woche freitags.",
    "Zeugnis besprochen, Unterricht in Fachrechnen läuft weiter.",
    "Anmeldung zur Prüfung vorbereitet, Frist notiert.",
    "Läuft gut im Betrieb, mehr eigene Aufgaben gewünscht. Thema für das nächste Betriebsgespräch.",
    "Fehlzeiten angesprochen, Absprache: Krankmeldung sofort an Betrieb und Schule.",
)

CONTACT_TOPICS = ("Zwischenstand", "Pünktlichkeit", "Prüfungsvorbereitung", "Probezeit", "Lob und nächste Aufgaben")
CONTACT_RESULTS = (
    "Betrieb ist zufrieden, mehr Verantwortung an der Werkbank geplant.",
    "Pünktlichkeit hat sich gebessert. Nächster Kontakt in vier Wochen.",
    "Freistellung für die Prüfungsvorbereitung an zwei Nachmittagen vereinbart.",
    "Ausbildungsplan durchgesehen, fehlende Inhalte im nächsten Halbjahr.",
    "Probezeit besprochen, Betrieb will weiter ausbilden.",
)

NOTES = (
    "Berichtet von Streit zu Hause. Schläft zurzeit bei der Schwester. Beim nächsten Gespräch nachfragen.",
    "Wirkt erschöpft, möchte nicht, dass der Betrieb davon erfährt. Beratungsstelle genannt.",
    "Hat Sorge, die Prüfung nicht zu schaffen, weil der Bruder abgebrochen hat. Stärken besprochen.",
    "Schulden beim Handyvertrag. Termin bei der Schuldnerberatung vereinbart.",
    "Fühlt sich vom Gesellen nicht ernst genommen. Will es erst selbst ansprechen.",
    "Freut sich über das Lob im Betrieb, traut sich mehr zu. Für die Zielvereinbarung merken.",
)

STATUS_SENTENCES: dict[str, tuple[str, ...]] = {
    "good": (
        "Kommt regelmäßig zum Unterricht und arbeitet gut mit.",
        "Bereitet sich zuverlässig auf die Prüfung vor.",
        "Macht im Fachrechnen deutliche Fortschritte.",
    ),
    "talk": ("Wir würden gern kurz über die Lernzeiten sprechen.", "Bitte rufen Sie uns wegen der Prüfung kurz an."),
    "we_call": ("Wir melden uns nächste Woche mit einem Vorschlag.",),
}

NEEDS = (
    "Lücken in Mathematik, Fachsprache fällt schwer.",
    "Prüfungsangst, braucht Struktur beim Lernen.",
    "Deutsch auf Niveau B1, Unterstützung bei Fachtexten.",
    "Schwankende Pünktlichkeit, Konflikte in der Probezeit.",
)
GOALS = (
    "Zwischenprüfung bestehen; Berichtsheft wöchentlich führen.",
    "Note in Fachrechnen auf 3 verbessern.",
    "Ausbildung nach der Probezeit fortsetzen.",
    "Abschlussprüfung im ersten Anlauf bestehen.",
)

CANCEL_REASONS = ("Lehrkraft erkrankt", "Fortbildung des Teams", "Raum nicht verfügbar")
MOVE_REASONS = ("Betrieb braucht die Person an diesem Tag", "Klassenarbeit in der Berufsschule", "Urlaub")
CHANGE_REASON = "Wechsel der Zuständigkeit im Team"
DEPUTY_REASON = "Urlaub"

REST_REASON = "Elternzeit"
NOT_STARTED_REASON = "hat eine Stelle gefunden"
#: Keys of the lists to an exit, by its reason.
OUTCOMES: dict[str, str] = {"work": "break_no_follow"}
WHEREABOUTS: dict[str, str] = {
    "exam_passed": "taken_over",
    "no_longer_needed": "training_goes_on",
    "transfer": "bvb",
    "work": "work",
    "break": "unknown",
    "unreachable": "unknown",
    "moved": "moved",
}
