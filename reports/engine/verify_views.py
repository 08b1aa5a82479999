"""The page "Bericht prüfen": whether a PDF in hand is the one that was released."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.permissions import needs
from reports.engine.models import Report
from reports.engine.verifying import SHA256, read_in_parts, verdict_on

MEGABYTES = 25
#: How a PDF and a ZIP begin.
BEGINNINGS = (b"%PDF-", b"PK\x03\x04")


class VerifyForm(forms.Form):
    """A file or its checksum."""

    hide_optional = True  # either of both is enough; "optional" at each would say that none is needed

    file = forms.FileField(
        label="Datei",
        required=False,
        max_length=250,
        help_text=f"PDF oder ZIP eines Berichts, höchstens {MEGABYTES} MB. Die Datei wird nicht gespeichert.",
        widget=forms.FileInput({"accept": ".pdf,.zip"}),
    )
    sha256 = forms.CharField(
        label="Oder Prüfsumme (SHA-256)",
        required=False,
        max_length=200,
        help_text="64 Ziffern und Buchstaben a bis f",
    )

    def clean_file(self) -> UploadedFile | None:
        """Refuse what is too large or is neither PDF nor ZIP by its content."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > MEGABYTES << 20:
            raise ValidationError(f"Die Datei ist größer als {MEGABYTES} MB. Fügen Sie stattdessen ihre Prüfsumme ein.")
        beginning = file.read(8)
        file.seek(0)
        if not beginning.startswith(BEGINNINGS):
            raise ValidationError("Das ist kein PDF und kein ZIP. Bitte wählen Sie die Datei des Berichts.")
        return file

    def clean_sha256(self) -> str:
        """Return the checksum without blanks in small letters."""
        value = "".join(self.cleaned_data["sha256"].split()).lower().removeprefix("sha-256:").removeprefix("sha256:")
        if value and not SHA256.fullmatch(value):
            raise ValidationError("Eine Prüfsumme hat genau 64 Zeichen aus 0 bis 9 und a bis f.")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("sha256"):
            raise ValidationError("Bitte wählen Sie eine Datei oder fügen Sie eine Prüfsumme ein.")
        return cleaned


@needs(DataClass.REPORT, Action.READ)
@require_http_methods(["GET", "POST"])
def report_verify(request: HttpRequest) -> HttpResponse:
    """Tell whether a file is a report as it was made; what the reader may not see is as unknown as a foreign file."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    is_staff = access_of(request.user).is_staff  # type: ignore[arg-type]
    context = {"form": form, "is_staff": is_staff, "base": "base.html" if is_staff else "outside.html"}
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "reports/report_verify.html", context, status=status)
    file, sha256, named = form.cleaned_data["file"], form.cleaned_data["sha256"], None
    if file:
        sha256, named = read_in_parts(file.chunks())
    visible = Report.objects.filter(pk__in=Report.objects.visible_to(request.user).values("pk"))  # type: ignore[arg-type]
    return render(request, "reports/report_verify.html", context | {"verdict": verdict_on(sha256, visible, named)})
