"""Who may open a scanned list: only those who may read the attendance of everybody on it."""

from django.db.models import Exists, OuterRef

from asa.accounts.access import access_of
from asa.accounts.models import User
from cases.sessions.models import Attendance
from cases.sessions.proofs.models import AttendanceSheet


def visible_sheets(user: User):
    """Return the scanned lists of which the person may read every line (a scan cannot hide one)."""
    if not access_of(user).is_staff:
        return AttendanceSheet.objects.none()
    on_it = Attendance.objects.filter(session__sheets=OuterRef("pk"))
    hidden = on_it.exclude(pk__in=Attendance.objects.visible_to(user).values("pk"))
    return AttendanceSheet.objects.filter(Exists(on_it), ~Exists(hidden))
