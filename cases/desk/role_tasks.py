"""What a second person has to decide about roles, and unlimited roles to look at again, as lines for "Heute"."""

from datetime import date

from asa.accounts.access import Access
from asa.accounts.enums import Role
from asa.accounts.grant_lists import reviews_for, waiting_grants, without_grant
from asa.accounts.models import User


def role_lines(user: User, access: Access, on: date) -> list[tuple[str, str]]:
    """Return (title, words) of what waits for this person; nothing for those who neither ask nor confirm."""
    if not access.roles & {Role.ADMIN, Role.TEAM_LEAD}:
        return []
    waiting = waiting_grants().exclude(asked_by=user.pk).exclude(user=user.pk).count()
    lines = [("Rollen bestätigen", f"{waiting} zu entscheiden")] if waiting else []
    if due := len(reviews_for(user, access.roles, on)):
        lines.append(("Unbefristete Rollen prüfen", f"{due} seit einem Jahr nicht geprüft"))
    if Role.ADMIN in access.roles and (bare := len(without_grant(on))):
        lines.append(("Rollen begründen", f"{bare} ohne Begründung und Bestätigung"))
    return lines
