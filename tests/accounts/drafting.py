"""Keeping a draft as the script of a page does."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from asa.accounts.typed.carrying import owner_mark


def keep_draft(
    client: Client, user: Any, page: str, fields: dict[str, str], *, key: UUID | None = None, version: int = 0
) -> Any:
    """Post the fields of an opened form; returns the answer."""
    headers = {"X-Draft-Version": str(version), "X-Draft-Page": page, "X-Draft-Address": page}
    headers["Accept"] = "application/json"
    address = reverse("draft_save", args=[key or uuid4()])
    return client.post(address, {**fields, "page_of": owner_mark(user)}, headers=headers)
