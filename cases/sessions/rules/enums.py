"""What the rules of counting (Abrechnungsregeln) speak about."""

from django.db.models import TextChoices


class Account(TextChoices):
    """The two hours accounts (domain file eM@w, section 8)."""

    MEASURE = "measure", "Maßnahmekontingent"
    TRAINEE = "trainee", "Kontingent der Teilnehmenden"


class Effect(TextChoices):
    """Which accounts an outcome charges."""

    BOTH = "both", "beide Kontingente"
    MEASURE = "measure", "nur das Maßnahmekontingent"
    TRAINEE = "trainee", "nur das Kontingent der Person"
    NONE = "none", "kein Kontingent"

    @property
    def charges_measure(self) -> bool:
        return self in (Effect.BOTH, Effect.MEASURE)

    @property
    def charges_trainee(self) -> bool:
        return self in (Effect.BOTH, Effect.TRAINEE)


class Rounding(TextChoices):
    WHOLE_UNITS = "whole_units", "nur volle Unterrichtseinheiten, abgerundet"
    EXACT = "exact", "genaue Minuten, abgerundet auf den kleinsten Schritt"


class Sharing(TextChoices):
    """How measures share one lesson."""

    BY_HEADS = "by_heads", "nach Köpfen geteilt"
    IN_FULL = "in_full", "jede Maßnahme voll"


class DoubleStaffing(TextChoices):
    ONCE = "once", "einmal, gleich wie viele durchführen"
    EACH = "each", "einmal je durchführender Person"


class RuleKey(TextChoices):
    """Every rule of a set. Keys of outcomes are built as "effect.<outcome>.<single|group>"."""

    UNIT_MINUTES = "unit_minutes", "Länge einer Unterrichtseinheit in Minuten"
    STEP_MINUTES = "step_minutes", "kleinster Schritt bei genauen Minuten"
    ROUNDING_TUITION = "rounding.tuition", "Rundung Stütz- und Förderunterricht"
    ROUNDING_SOCIAL = "rounding.social", "Rundung sozialpädagogische Begleitung"
    ROUNDING_COMPANION = "rounding.companion", "Rundung Ausbildungsbegleitung"
    ROUNDING_CONTACT = "rounding.contact", "Rundung Kontakt Betrieb/Schule"
    COUNTS_CONTACT = "counts.contact", "Kontakt Betrieb/Schule ohne Modul"
    COUNTS_PRE_PHASE = "counts.pre_phase", "Termine in der Vorphase"
    GROUP_LIMIT = "group_limit", "größte Gruppe"
    SHARING = "sharing", "Mehrere Maßnahmen in einem Termin"
    DOUBLE_STAFFING = "double_staffing", "Doppelbetreuung im Maßnahmekontingent"
    LOCK_DAY = "lock_day", "Abschluss bis zum Tag des Folgemonats"
    PRESENT_SINGLE = "effect.present.single", "anwesend, Einzeltermin"
    PRESENT_GROUP = "effect.present.group", "anwesend, Gruppe"
    LATE_SINGLE = "effect.late.single", "verspätet, Einzeltermin"
    LATE_GROUP = "effect.late.group", "verspätet, Gruppe"
    CANCELLED_BEFORE_SINGLE = "effect.cancelled_before.single", "abgesagt bis Vortag, Einzeltermin"
    CANCELLED_BEFORE_GROUP = "effect.cancelled_before.group", "abgesagt bis Vortag, Gruppe"
    CANCELLED_SAME_DAY_SINGLE = "effect.cancelled_same_day.single", "abgesagt am selben Tag, Einzeltermin"
    CANCELLED_SAME_DAY_GROUP = "effect.cancelled_same_day.group", "abgesagt am selben Tag, Gruppe"
    NO_SHOW_SINGLE = "effect.no_show.single", "kam nicht, Einzeltermin"
    NO_SHOW_GROUP = "effect.no_show.group", "kam nicht, Gruppe"
    CANCELLED_BY_PROVIDER_SINGLE = "effect.cancelled_by_provider.single", "ausgefallen (Träger), Einzeltermin"
    CANCELLED_BY_PROVIDER_GROUP = "effect.cancelled_by_provider.group", "ausgefallen (Träger), Gruppe"
    PRO_FORMA_SINGLE = "effect.pro_forma.single", "pro forma, Einzeltermin"
    PRO_FORMA_GROUP = "effect.pro_forma.group", "pro forma, Gruppe"
