"""How long the database may keep somebody waiting: limits of time, set in each transaction.

They stand in the transaction and not in the session, since a pooler gives every transaction another session. What
runs without a transaction falls back to the session's own, set when a connection opens.
"""

from dataclasses import dataclass

#: SQLSTATE of what ends by these limits.
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Patience:
    """Limits in seconds: for one statement, for one lock, and for a transaction that does nothing; 0 is none."""

    statement: int
    lock: int
    idle: int

    def sql(self, scope: str) -> str:
        """Return the statements that set the limits, with `SET LOCAL` or `SET` as `scope`."""
        return (
            f"{scope} statement_timeout = '{self.statement}s'; {scope} lock_timeout = '{self.lock}s'; "
            f"{scope} idle_in_transaction_session_timeout = '{self.idle}s'"
        )


#: A person waits: below the 60 seconds after which the web server ends its worker.
WEB = Patience(statement=30, lock=10, idle=60)
#: Above the longest report; a task ends after 14 minutes (`asa.celery`), and rendering idles in its transaction.
WORKER = Patience(statement=600, lock=30, idle=840)
#: Whoever waits for the lock of a migration makes everybody wait behind it: it gives way and tries again.
MIGRATION = Patience(statement=0, lock=2, idle=0)
#: Commands of the shell: dumps, proofs and the demonstration take what they need.
COMMAND = Patience(statement=0, lock=0, idle=0)

_chosen = {"patience": COMMAND}


def current() -> Patience:
    """Return the limits of this process."""
    return _chosen["patience"]


def use(patience: Patience) -> Patience:
    """Choose the limits of this process from its next transaction on; return those before."""
    before, _chosen["patience"] = _chosen["patience"], patience
    return before
