"""Closed lists of measures, cases and training contracts."""

from django.db.models import TextChoices


class MeasureModel(TextChoices):
    """Which contract generation a measure follows; both run side by side (domain file 2.2)."""

    ASAFLEX_2021 = "asaflex_2021", "AsA flex (bis 31.07.2024 begonnen)"
    ASAFLEX_2024 = "asaflex_2024", "AsA flex (ab 01.08.2024)"


class CaseState(TextChoices):
    """States of a Teilnahme (domain file 3.1)."""

    REPORTED = "reported", "gemeldet"
    CONTACT = "contact", "Kontakt aufgenommen"
    ASSIGNED = "assigned", "zugewiesen"
    PRE_PHASE = "pre_phase", "Vorphase"
    ACCOMPANYING = "accompanying", "begleitende Phase"
    NO_CONTRACT = "no_contract", "ohne Vertrag"
    AFTERCARE = "aftercare", "Nachbetreuung"
    SUSPENDED = "suspended", "ruht"
    DECLINED = "declined", "abgesagt"
    NOT_STARTED = "not_started", "nicht angetreten"
    ENDED = "ended", "beendet"


#: States in which support runs: a fixed contact person is required (§ 74 Abs. 4 SGB III).
RUNNING_STATES = (
    CaseState.PRE_PHASE,
    CaseState.ACCOMPANYING,
    CaseState.NO_CONTRACT,
    CaseState.AFTERCARE,
    CaseState.SUSPENDED,
)

#: Before the entry, with an admission under way.
BEFORE_ENTRY = (CaseState.REPORTED, CaseState.CONTACT, CaseState.ASSIGNED)

CLOSED_STATES = (CaseState.DECLINED, CaseState.NOT_STARTED, CaseState.ENDED)

#: Allowed changes of state. SUSPENDED returns to the state it came from.
TRANSITIONS: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.REPORTED: (CaseState.CONTACT, CaseState.ASSIGNED, CaseState.DECLINED),
    CaseState.CONTACT: (CaseState.ASSIGNED, CaseState.DECLINED),
    CaseState.ASSIGNED: (
        CaseState.PRE_PHASE,
        CaseState.ACCOMPANYING,
        CaseState.NO_CONTRACT,
        CaseState.AFTERCARE,
        CaseState.NOT_STARTED,
    ),
    CaseState.PRE_PHASE: (CaseState.ACCOMPANYING, CaseState.SUSPENDED, CaseState.ENDED),
    CaseState.ACCOMPANYING: (
        CaseState.NO_CONTRACT,
        CaseState.AFTERCARE,
        CaseState.SUSPENDED,
        CaseState.ENDED,
    ),
    CaseState.NO_CONTRACT: (
        CaseState.ACCOMPANYING,
        CaseState.AFTERCARE,
        CaseState.SUSPENDED,
        CaseState.ENDED,
    ),
    CaseState.AFTERCARE: (CaseState.ENDED,),
    CaseState.SUSPENDED: (CaseState.PRE_PHASE, CaseState.ACCOMPANYING, CaseState.NO_CONTRACT, CaseState.ENDED),
}


class Eligibility(TextChoices):
    """Why the young person may take part (§ 74 Abs. 3 SGB III)."""

    BASIC = "basic", "Ausbildung gelingt ohne Hilfe voraussichtlich nicht (§ 74 Abs. 3 Nr. 1)"
    AFTER_BREAK = "after_break", "nach vorzeitiger Lösung (§ 74 Abs. 3 Nr. 2a)"
    AFTER_TRAINING = "after_training", "nach der Ausbildung (§ 74 Abs. 3 Nr. 2b)"
    EQ = "eq", "während einer Einstiegsqualifizierung (§ 74 Abs. 3)"


class Confidence(TextChoices):
    """How sure we are of a rule or a code: letters of the domain file."""

    LAW = "A", "Gesetz"
    OFFICIAL = "B", "amtliche Auskunft"
    SECONDARY = "C", "aus zweiter Hand, nicht bestätigt"
    ASSUMED = "D", "eigene Annahme"
    UNKNOWN = "U", "unbestätigt"


class LifeCodeKind(TextChoices):
    """The lists that an exit and the break of a contract are described with; each provider may extend them."""

    REASON = "reason", "Austrittsgrund"
    OUTCOME = "outcome", "Ergebnis"
    WHEREABOUTS = "whereabouts", "Verbleib"
    BREAK = "break", "Grund der Vertragslösung"


#: The lists of an exit.
EXIT_LISTS = (LifeCodeKind.REASON, LifeCodeKind.OUTCOME, LifeCodeKind.WHEREABOUTS)


class Success(TextChoices):
    """Whether an outcome is a success of the measure (domain file 8.4)."""

    YES = "yes", "Erfolg"
    STABLE = "stable", "stabilisiert"
    PARTLY = "partly", "teilweise"
    NO = "no", "kein Erfolg"
    OPEN = "", "offen"


class ExitState(TextChoices):
    """What became of an entry about an exit; none is ever removed."""

    PLANNED = "planned", "vorgemerkt"
    VALID = "valid", "gilt"
    REQUESTED = "requested", "Berichtigung beantragt"
    REPLACED = "replaced", "berichtigt"
    TAKEN_BACK = "taken_back", "zurückgenommen"
    REFUSED = "refused", "abgelehnt"


class LifeRuleKey(TextChoices):
    """Limits of a case's phases; where the law leaves a question open, the provider sets the answer."""

    PRE_PHASE_MONTHS = "pre_phase_months", "Vorphase: Dauer in Monaten"
    EXTENSION_MONTHS = "extension_months", "Vorphase: Verlängerung in Monaten"
    AFTERCARE_CAP = "aftercare_cap", "Nachbetreuung: welche Grenze zählt"
    NO_CONTRACT_MONTHS = "no_contract_months", "Ohne Vertrag: längste Dauer in Monaten"


class ExitReason(TextChoices):
    """The built-in reasons (own list; the agency's is not public). Providers add their own as rows."""

    EXAM_PASSED = "exam_passed", "Prüfung bestanden"
    NO_LONGER_NEEDED = "no_longer_needed", "Unterstützung nicht mehr nötig"
    TRANSFER = "transfer", "Wechsel in ein anderes Angebot"
    WORK = "work", "Aufnahme einer Arbeit"
    BREAK = "break", "Abbruch durch Teilnehmende"
    UNREACHABLE = "unreachable", "nicht erreichbar"
    MOVED = "moved", "Umzug"
    FUNDER = "funder", "beendet durch Agentur oder Jobcenter"
    OTHER = "other", "anderer Grund"


class ContractKind(TextChoices):
    REGULAR = "regular", "betriebliche Ausbildung"
    EQ = "eq", "Einstiegsqualifizierung"
    PRACTICE = "practice", "Praktikum"


class ContractEnd(TextChoices):
    """How a training contract ended (§§ 21, 22 BBiG)."""

    EXAM = "exam", "bestandene Abschlussprüfung"
    EXPIRED = "expired", "Zeitablauf"
    TRIAL_COMPANY = "trial_company", "Kündigung in der Probezeit durch den Betrieb"
    TRIAL_TRAINEE = "trial_trainee", "Kündigung in der Probezeit durch Auszubildende"
    DISMISSAL = "dismissal", "fristlose Kündigung aus wichtigem Grund durch den Betrieb"
    RESIGNED_CAUSE = "resigned_cause", "fristlose Kündigung aus wichtigem Grund durch Auszubildende"
    RESIGNATION = "resignation", "Kündigung mit vier Wochen Frist durch Auszubildende"
    AGREEMENT = "agreement", "Aufhebungsvertrag"
    INSOLVENCY = "insolvency", "Schließung oder Insolvenz des Betriebs"
    NOT_BEGUN = "not_begun", "vor Beginn der Ausbildung aufgelöst"


#: Ends before the time (vorzeitige Lösung); passing the exam and running out are none, nor is a training never begun.
BREAKS = tuple(end for end in ContractEnd if end not in (ContractEnd.EXAM, ContractEnd.EXPIRED, ContractEnd.NOT_BEGUN))

#: Ends that are asked for a group of reasons.
WITH_REASON = (*BREAKS, ContractEnd.NOT_BEGUN)

#: Forms of notice that exist in the trial period only (§ 22 Abs. 1 BBiG).
TRIAL_ENDS = (ContractEnd.TRIAL_COMPANY, ContractEnd.TRIAL_TRAINEE)


class Gender(TextChoices):
    FEMALE = "f", "weiblich"
    MALE = "m", "männlich"
    DIVERSE = "d", "divers"
    UNKNOWN = "", "keine Angabe"


class SchoolLeaving(TextChoices):
    NONE = "none", "ohne Abschluss"
    HAUPTSCHULE = "hauptschule", "Hauptschulabschluss"
    MIDDLE = "middle", "Mittlerer Abschluss"
    HIGHER = "higher", "Hochschulreife"
    ABROAD = "abroad", "im Ausland erworben"


class CaseEventKind(TextChoices):
    CREATED = "created", "angelegt"
    STATE = "state", "Phase geändert"
    CONTACT_PERSON = "contact_person", "Ansprechperson geändert"
    CASE_TEAM = "case_team", "Fallteam geändert"
    CONTRACT = "contract", "Ausbildungsvertrag"
    EXAM = "exam", "Prüfung"
    MEASURE = "measure", "Maßnahme geändert"
    LIFE = "life", "Verlauf der Teilnahme"


class ExamKind(TextChoices):
    INTERMEDIATE = "intermediate", "Zwischenprüfung"
    PART_1 = "part_1", "Abschlussprüfung Teil 1"
    PART_2 = "part_2", "Abschlussprüfung Teil 2"
    FINAL = "final", "Abschlussprüfung"


#: Kinds whose passing ends the training (§ 21 Abs. 2 BBiG).
FINAL_EXAMS = (ExamKind.PART_2, ExamKind.FINAL)

#: The final exam in two parts; it leaves no room for an intermediate exam (§ 48 Abs. 2 BBiG).
PARTS = (ExamKind.PART_1, ExamKind.PART_2)


class ExamResult(TextChoices):
    OPEN = "", "noch offen"
    PASSED = "passed", "bestanden"
    FAILED = "failed", "nicht bestanden"
