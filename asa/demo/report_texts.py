"""Short invented texts of the demonstration's reports; nothing in them is about a real person."""

from reports.types.progress.texts import AGREES, OBJECTS

NARRATIVES = (
    "Der Unterricht lief bis zu den Ferien planmäßig, die Gruppen waren gut besucht. Vor den Zwischenprüfungen haben "
    "wir zusätzliche Termine angeboten.",
    "Die Begleitung in den Betrieben stand im Mittelpunkt. Mit fast allen Betrieben gab es mindestens ein Gespräch.",
    "Zum Ausbildungsstart kamen neue Teilnehmende dazu. Die ersten Wochen galten dem Ankommen im Betrieb und in der "
    "Berufsschule.",
    "In diesem Zeitraum lag der Schwerpunkt auf der Vorbereitung der Prüfungen. Die Termine am Abend wurden gern "
    "angenommen.",
)
GOING_WELL = (
    "Die Termine werden zuverlässig eingehalten. Im Betrieb arbeitet die Person bei einfachen Aufträgen selbstständig.",
    "Das Berichtsheft ist vollständig. Der Betrieb lobt die Pünktlichkeit und den freundlichen Umgang mit Kundschaft.",
    "In der Fachtheorie gelingen Aufgaben, die im Frühjahr noch schwerfielen. Die Klassenarbeit war befriedigend.",
    "Die Person fragt nach, wenn etwas unklar ist, und bringt eigene Themen in die Termine mit.",
)
WORKING_ON = (
    "Wir üben Fachrechnen mit Aufgaben aus dem Betrieb und lesen schwierige Aufgabentexte gemeinsam.",
    "Im Mittelpunkt stehen Fachbegriffe und das Schreiben von kurzen Arbeitsberichten.",
    "Wir planen die Woche gemeinsam, damit zwischen Betrieb und Berufsschule Zeit zum Lernen bleibt.",
)
NEXT_STEPS = (
    "Bis zum nächsten Gespräch: zwei Prüfungsaufgaben je Woche. Die Lehrkraft sieht sie mit der Person durch.",
    "Gespräch mit dem Betrieb über die nächsten Ausbildungsinhalte; die Ansprechperson stimmt einen Tag ab.",
    "Die Person meldet sich bei der Berufsschule zum Förderkurs an. Wir prüfen in vier Wochen, ob er hilft.",
)
OBJECTION = "Ich habe nur zweimal gefehlt, weil der Bus ausgefallen ist. Das möchte ich dazugeschrieben haben."
CORRECTION = "Ein Termin war bei der falschen Maßnahme erfasst und ist jetzt richtig zugeordnet."
WITHDRAWAL = "Der Bericht ging vor dem Gespräch mit der Person hinaus. Nach dem Gespräch entsteht ein neuer."


def progress_texts(number: int, *, objects: bool = False) -> dict[str, str]:
    """Return the texts of a progress report; the number chooses among them."""
    word = {"trainee_word": OBJECTS, "trainee_reason": OBJECTION} if objects else {"trainee_word": AGREES}
    return {
        "going_well": GOING_WELL[number % len(GOING_WELL)],
        "working_on": WORKING_ON[number // 2 % len(WORKING_ON)],
        "next_steps": NEXT_STEPS[number % len(NEXT_STEPS)],
        **word,
    }


def narrative(number: int) -> dict[str, str]:
    """Return the narrative part of a quarter's or year's report."""
    return {"narrative": NARRATIVES[number % len(NARRATIVES)]}
