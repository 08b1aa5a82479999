"""A report says whom to call: the person, else the provider, else where to write."""

from types import SimpleNamespace

import pytest

from reports.types.progress.presentation import ProgressView

SABINE = {"name": "Sabine Berger", "phone": "", "email": "s.berger@talbruecke.example", "reachable": "vormittags"}
HOUSE = {"provider": "Talbrücke", "provider_phone": "+496990009400"}


@pytest.mark.parametrize(
    ("contact", "head", "words"),
    [
        ({"phone": "+491711234567"}, HOUSE, "Rufen Sie an: Sabine Berger, Telefon +49 171 1234567, vormittags."),
        (
            {},
            HOUSE,
            "Rufen Sie an: Talbrücke, Telefon +49 69 90009400. Fragen Sie nach Sabine Berger, vormittags.",
        ),
        (
            {},
            {**HOUSE, "provider_phone": ""},
            "Schreiben Sie an: Sabine Berger, vormittags, s.berger@talbruecke.example.",
        ),
        ({"email": ""}, {"provider": "Talbrücke"}, "Fragen Sie bei Talbrücke nach Sabine Berger, vormittags."),
    ],
)
def test_whom_to_call(contact, head, words):
    report = SimpleNamespace(head=head)
    assert ProgressView._whom_to_ask(report, "Rufen Sie an", {**SABINE, **contact}) == words
