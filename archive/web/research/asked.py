"""What a researcher asked for: words, filters, order. Sent by POST, and kept by nobody.

An address with the query in it is made only where somebody presses "Make a link".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from archive.search.port import SORTS, Filters, Sort

MOST_CHOSEN = 100
"""Values of one facet."""

NARROWING = tuple(each.name for each in fields(Filters))

SORT_WORDS: dict[str, str] = {
    "relevance": "best match first",
    "newest": "newest first",
    "oldest": "oldest first",
    "thread": "as they stand in their threads",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as somebody asks for it. `page` counts from 1."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1

    def fields(self) -> Iterator[tuple[str, str]]:
        """Names and values that make the same search again, for hidden inputs and addresses."""
        yield "q", self.query
        for name, values in self.filters.chosen().items():
            yield from ((name, value) for value in values)
        if self.sort != "relevance":
            yield "sort", self.sort

    def link(self, request: HttpRequest) -> str:
        """The address with the query in it, for somebody who wants to pass it on."""
        return request.build_absolute_uri(f"{reverse('research')}?{urlencode(list(self.fields()))}")


def asked_of(sent: QueryDict) -> Asked:
    """What a form or a link says; an order or a page that there is not is the first one."""
    sort: Sort = next((each for each in SORTS if each == sent.get("sort")), "relevance")
    page = sent.get("page", "")
    return Asked(
        query=sent.get("q", "").strip(),
        filters=Filters(**{name: tuple(sent.getlist(name)[:MOST_CHOSEN]) for name in NARROWING}),
        sort=sort,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def asked_in(request: HttpRequest) -> Asked:
    """What was sent with this request: by a form, or in a link that somebody made on purpose."""
    return asked_of(request.POST if request.method == "POST" else request.GET)
