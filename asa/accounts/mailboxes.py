"""Mailboxes that several people read: what is told to one person needs more than an address there."""

import re

#: Names before the @ with which a provider begins; its administration changes the list (`Provider.shared_mailboxes`).
BUILT_IN = """
anfrage ausbildung azubi bewerbung bewerbungen buchhaltung buero büro contact empfang firma geschaeftsleitung hallo
hello hr info jobs kanzlei karriere kontakt mail office personal personalabteilung post praxis sekretariat service
team verwaltung werkstatt zentrale
"""

#: What stands between a shared name and what is added to it: "info.kassel", "buero-nord", "office2".
_ENDS = re.compile(r"[._+\-0-9]")


def built_in_names() -> str:
    """Return the built-in list as it is kept: one name a line."""
    return "\n".join(BUILT_IN.split())


def is_shared(email: str, names: str) -> bool:
    """Return whether `email` is a shared mailbox by `names`, one a line; "info.kassel" is one where "info" is."""
    known = set(names.split())
    local = email.rpartition("@")[0].lower()
    return local in known or _ENDS.split(local, maxsplit=1)[0] in known
