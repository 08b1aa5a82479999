"""Lists as CSV that German spreadsheet programs open as they are: UTF-8 with mark, semicolons, decimal commas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from asa.documents.spreadsheets import DANGEROUS, Column, Format

MARK = b"\xef\xbb\xbf"
TYPE = "text/csv; charset=utf-8"

#: How the database writes a column of a format; `{}` is the column.
_WRITTEN = {
    Format.TEXT: "CASE WHEN {0}::text ~ '^[=+@\\t\\r-]' THEN '''' || {0}::text ELSE {0}::text END",
    Format.DATE: "to_char({0}, 'DD.MM.YYYY')",
    Format.MOMENT: "to_char({0} AT TIME ZONE current_setting('TimeZone'), 'DD.MM.YYYY HH24:MI')",
}
_NUMBER = "replace({0}::text, '.', ',')"


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the lines of a list; text that a spreadsheet would take for a formula begins with an apostrophe."""
    yield MARK + _line(head)
    for row in rows:
        yield _line([written(value) for value in row])


def copied_csv(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield the same for a list too long for the memory: the database writes the lines itself (COPY).

    `rows` is a `values_list` with one value for each of `columns`; what the columns name comes from the code, every
    value of a condition goes to the database as a parameter. Must be read inside the transaction of the tenant.
    """
    statement, parameters = rows.query.sql_with_params()
    names = [f"c{index}" for index in range(len(columns))]
    written_by = [
        _WRITTEN.get(column.format, _NUMBER).format(name) for name, column in zip(names, columns, strict=True)
    ]
    source = f"SELECT {', '.join(written_by)} FROM ({statement}) AS found ({', '.join(names)})"  # noqa: S608
    copy = f"COPY ({source}) TO STDOUT WITH (FORMAT csv, DELIMITER ';')"
    yield MARK + _line([column.title for column in columns])
    with connection.cursor() as cursor, cursor.copy(copy, parameters) as lines:
        for line in lines:
            yield bytes(line)


def written(value: Any) -> str:
    """Return one value as it stands in the CSV."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return f"'{value}" if str(value).startswith(DANGEROUS) else str(value)


def _line(values: Sequence[str]) -> bytes:
    target = StringIO()
    csv.writer(target, delimiter=";").writerow(values)
    return target.getvalue().encode()
