"""The names of downloaded files hold German words in plain letters."""

import pytest

from cases.months.file_names import in_plain_letters


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Maßnahme 427/1184/1/25, AsA flex Auental (Jobcenter)", "Massnahme-427-1184-1-25-AsA-flex-Auental-Jobcenter"),
        ("Los 14 Auental–Hohenfurt", "Los-14-Auental-Hohenfurt"),
        ("Übergänge Łódź\r\nX: y", "Uebergaenge-odz-X-y"),
        ("", ""),
    ],
)
def test_words_become_a_name(words, name):
    assert in_plain_letters(words) == name
