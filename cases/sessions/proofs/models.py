"""Proof of attendance: a mark by the trainee, a typed or drawn name, or the scanned list of a lesson."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Measure
from cases.sessions.models import Attendance, Session
from cases.sessions.proofs.enums import CheckInWay, ProofKind


class MeasureProof(Tenanted):
    """Which proof a measure asks for; without a row none is needed."""

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="proof", verbose_name="Maßnahme")
    kind = models.CharField("Nachweis", max_length=8, choices=ProofKind, default=ProofKind.NONE)

    class Meta:
        verbose_name = "Anwesenheitsnachweis der Maßnahme"
        verbose_name_plural = "Anwesenheitsnachweise der Maßnahmen"

    def __str__(self) -> str:
        return self.get_kind_display()


class CheckIn(Tenanted):
    """A trainee said "I am here" in the lesson; it proposes the outcome, the teacher's record decides."""

    attendance = models.OneToOneField(Attendance, on_delete=models.CASCADE, related_name="check_in")
    way = models.CharField("Weg", max_length=4, choices=CheckInWay)
    at = models.DateTimeField("am", default=timezone.now)

    class Meta:
        verbose_name = "Anmeldung im Termin"
        verbose_name_plural = "Anmeldungen im Termin"

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"


class AttendanceProof(Tenanted, Requested):
    """A typed or drawn signature of one attendance. `drawing` is an SVG path of points, nothing else."""

    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="proof")
    kind = models.CharField("Nachweis", max_length=8, choices=ProofKind)
    typed_name = models.CharField("Name", max_length=160, blank=True)
    drawing = models.TextField("Zeichnung", blank=True, max_length=20_000)
    at = models.DateTimeField("am", default=timezone.now)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Anwesenheitsnachweis"
        verbose_name_plural = "Anwesenheitsnachweise"
        constraints = [
            models.CheckConstraint(
                name="proof_has_content",
                condition=Q(kind="typed") & ~Q(typed_name="") | Q(kind="drawn") & ~Q(drawing=""),
                violation_error_message="Tippen Sie den Namen oder zeichnen Sie die Unterschrift.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AttendanceSheet(Tenanted, Requested):
    """The scanned, signed list of one or several sessions; the file lies in the storage, never in a public folder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sessions = models.ManyToManyField(Session, through="SheetSession", related_name="sheets")
    file = models.FileField("Datei", upload_to="sheets/")
    file_name = models.CharField("Name der Datei", max_length=160)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    uploaded_at = models.DateTimeField("hochgeladen am", default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Anwesenheitsliste (Scan)"
        verbose_name_plural = "Anwesenheitslisten (Scan)"

    def __str__(self) -> str:
        return self.file_name


class SheetSession(Tenanted):
    """A session on a scanned list."""

    sheet = models.ForeignKey(AttendanceSheet, on_delete=models.CASCADE)
    session = models.ForeignKey(Session, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("sheet", "session", name="sheet_session_once")]
