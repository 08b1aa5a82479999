"""Letters in place of messages, for measures without eM@w: the same content as PDF/UA-1."""

from django.template.loader import render_to_string
from django.utils import timezone

from asa.accounts.models import Provider
from asa.documents.rendering import html_to_pdf, printable
from cases.months.emaw.models import EmawMessage

#: A longer beginning of a line is a sentence with a colon, not the name of a fact.
LABEL = 60


def letter_html(message: EmawMessage, body: str) -> str:
    """Return the page of the letter. `body` is the message's text; its first line becomes the subject."""
    subject, _, rest = body.partition("\n")
    facts, sentences = _parts(printable(rest))
    provider = Provider.objects.get(pk=message.provider_id)
    context = {
        "message": message,
        "provider": printable(provider.legal_name or provider.name),
        "funding_body": printable(message.measure.funding_body.name),
        "subject": printable(subject) or message.get_type_display(),
        "facts": facts,
        "sentences": sentences,
        "on": message.sent_on or timezone.localdate(),
        "is_draft": message.sent_on is None,
    }
    return render_to_string("cases/months/emaw/letter.html", context)


def _parts(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Part the leading lines "label: value" from the sentences after them."""
    facts: list[tuple[str, str]] = []
    sentences: list[str] = []
    for line in text.splitlines():
        label, colon, value = line.partition(": ")
        if colon and len(label) <= LABEL and not sentences:
            facts.append((label, value))
        elif line.strip():
            sentences.append(line)
    return facts, sentences


def letter_pdf(message: EmawMessage, body: str) -> bytes:
    """Return the letter as PDF/UA-1. Raises RenderingError."""
    return html_to_pdf(letter_html(message, body))


def letter_name(message: EmawMessage) -> str:
    """Return the name of the saved file: type and measure, no names of people."""
    number = message.measure.number.replace("/", "-")
    return f"Schreiben-{message.type.replace('_', '-')}-{number}-{message.pk}.pdf"
