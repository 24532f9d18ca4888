"""Her receipt: made of her page each time it is asked for, kept nowhere.

A receipt is named after what it says: the last consent event of each of her texts. So a receipt
opened twice has one number, and every answer that changes makes a new one, which names the one it
replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.domain.errors import NotFound
from archive.domain.receipts import STANDING, ConsentStep, Controller, Receipt, records_of
from archive.exchange.controller import controller
from archive.exchange.exporters import receipt_jsonld, receipt_plain
from archive.gate.own_disclosed import MyPage, MyText
from archive.gate.own_page import my_page
from archive.web.contributing.enter import with_page

ONE_ANSWER: Final = timedelta(seconds=2)
"""Events of one text so close together are one answer: they are written in one transaction."""


@require_safe
@with_page
def receipt(request: HttpRequest, contributor: int) -> HttpResponse:
    """The plain receipt, to print or keep; its title says nothing of what it is about."""
    made = receipt_now(my_page(contributor))
    lines = receipt_plain.receipt_lines(made) if made else None
    return render(request, "archive/contributing/receipt.html", {"receipt": lines})


@require_safe
@with_page
def receipt_file(request: HttpRequest, contributor: int) -> HttpResponse:
    """The full receipt as a file. `NotFound` where there is nothing to give one for."""
    made = receipt_now(my_page(contributor))
    if made is None:
        raise NotFound("There is no receipt yet.")
    response = HttpResponse(receipt_jsonld.as_file(made), content_type=receipt_jsonld.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.jsonld"'
    return response


def receipt_now(page: MyPage) -> Receipt | None:
    """Her receipt as things stand, under this archive's name; None without texts."""
    return receipt_of(page, controller(), address=come_back_address(), now=timezone.now())


def come_back_address() -> str:
    """Where consent is taken back: the page that asks for the code."""
    return urljoin(settings.ARCHIVE_ADDRESS, reverse("return").lstrip("/"))


# --- Pure -----------------------------------------------------------------------------------------


def receipt_of(
    page: MyPage, responsible: Controller, *, address: str, now: datetime
) -> Receipt | None:
    """The receipt of everything under a code at `now` (aware); None without texts."""
    if not page.texts:
        return None
    steps = {text.ref: text.steps for text in page.texts}
    before = _before_last_answer(steps)
    return Receipt(
        id=_number(page.subject, steps),
        subject=page.subject,
        made_at=now,
        address=address,
        controller=responsible,
        records=tuple(
            record
            for text in page.texts
            for record in records_of(text.ref, text.steps, now, sent_at=_sent_at(text))
        ),
        replaces=_number(page.subject, before) if before else "",
    )


def receipt_after_erasing(
    page: MyPage, ref: str, responsible: Controller, *, address: str, now: datetime
) -> Receipt | None:
    """The last receipt that names `ref`, from the page as it was before: all of it taken back.

    Made in advance, because nothing under the code leads to an erased text. Its events get no
    number here: they are written after.
    """
    made = receipt_of(page, responsible, address=address, now=now)
    if made is None:
        return None
    erased = tuple(text for text in page.texts if text.ref == ref)
    taken = {
        text.ref: tuple(
            ConsentStep(number=0, scope=record.scope, action="withdrawn", at=now)
            for record in made.records
            if record.ref == text.ref and record.state in STANDING
        )
        for text in erased
    }
    records = tuple(
        record
        for text in page.texts
        for record in records_of(
            text.ref, (*text.steps, *taken.get(text.ref, ())), now, sent_at=_sent_at(text)
        )
    )
    return replace(
        made,
        id=_number(page.subject, {text.ref: text.steps for text in page.texts}, gone=ref),
        records=records,
        replaces=made.id,
    )


def _number(subject: str, steps: Mapping[str, Iterable[ConsentStep]], gone: str = "") -> str:
    """A short name for a state of all her answers."""
    last = {ref: max((step.number for step in some), default=0) for ref, some in steps.items()}
    said = "\n".join((subject, *(f"{ref} {n}" for ref, n in sorted(last.items())), gone))
    digest = hashlib.sha256(said.encode()).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def _before_last_answer(
    steps: Mapping[str, tuple[ConsentStep, ...]],
) -> dict[str, tuple[ConsentStep, ...]]:
    """The events without those of her last answer, and without a text that came with it."""
    answered = {ref: some for ref, some in steps.items() if some}
    if not answered:
        return {}
    latest = max(answered, key=lambda ref: answered[ref][-1].number)
    ends = answered[latest][-1].at
    kept = tuple(step for step in answered[latest] if ends - step.at > ONE_ANSWER)
    before = {ref: some for ref, some in steps.items() if ref != latest}
    return before | ({latest: kept} if kept else {})


def _sent_at(text: MyText) -> datetime:
    """The day it came in, as the first instant of it."""
    return datetime.combine(text.sent_on, time(tzinfo=UTC))
