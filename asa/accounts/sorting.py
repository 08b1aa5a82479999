"""The one way in which lists of names are sorted: Ä beside A, as a German reader looks for it.

The database compares bytes (C collation, the same on every machine), which puts Ärger after Zander.
"""

from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable


def sort_key(path: str) -> Func:
    """Return the column at `path` without accents and case, as the database's own function makes it."""
    return Func(F(path), function="asa_sort_key", output_field=TextField())


def in_order_of(*paths: str) -> tuple[Combinable | str, ...]:
    """Return what `order_by` takes to sort by these names; equal ones keep the order of their primary keys."""
    return (*(sort_key(path) for path in paths), "pk")
