"""The outbox: a mail is a row and a job, written in the transaction of its cause. A worker sends it afterwards."""

from asa.accounts.models import STAND_IN_DOMAIN
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from asa.mail.models import Mail, MailState
from asa.mail.secrets import remove_secrets

NOT_JOINED = "Die Einladung ist noch nicht angenommen."


def write_mail(  # noqa: PLR0917 the order of a letter
    provider_id: int, to: str, subject: str, text: str, html: str = "", reply_to: str = ""
) -> Mail:
    """Write one mail of a provider, to be sent by the job that is written with it. Returns the row.

    Who was invited and has not accepted yet gets nothing: the row says so, and there is no job.
    """
    values = {"to": to, "subject": subject[:120], "text": text, "html": html, "reply_to": reply_to}
    if to.endswith(f"@{STAND_IN_DOMAIN}"):
        kept_back = Mail(provider_id=provider_id, **values, state=MailState.FAILED, failure=NOT_JOINED)
        remove_secrets(kept_back)
        kept_back.save()
        return kept_back
    mail = Mail.objects.create(provider_id=provider_id, **values)
    order("mail.send", subject_id=mail.pk, provider_id=provider_id, queue=JobQueue.MAIL)
    return mail
