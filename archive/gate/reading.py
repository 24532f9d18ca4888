"""Discussions, contributions and themes as a viewer may read them. All need a warrant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NoReturn

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from archive import vault
from archive.domain import threads
from archive.domain.codebook import ThemeState
from archive.domain.errors import Gone, NotFound
from archive.domain.visibility import Rule
from archive.domain.words import Kind, Purpose
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.content_labels import labels_of
from archive.gate.disclosed import (
    DisclosedContribution,
    DisclosedDiscussion,
    DisclosedTheme,
    DiscussionSummary,
    Hole,
)
from archive.gate.facts import to_q
from archive.gate.opening import (
    ACCOUNT,
    PLACE,
    anchored,
    open_contributions,
)
from archive.gate.places import PROMPT, PROMPT_FORMAT, nodes_of, seen_nodes
from archive.gate.rules import finding_rule, page_rule, purpose_rule
from archive.gate.themes import archive_themes
from archive.gate.viewer import Viewer
from archive.models import Coding, Contribution, Discussion, Passage

NEUTRAL_TITLE = "A discussion whose opening text is not shown"
NOTHING = "There is nothing at this address."
TAKEN_BACK = "What stood here was taken back or removed."


def visible(rule: Rule) -> QuerySet[Contribution]:
    """Contributions under a rule now, with what disclosing needs."""
    return Contribution.objects.filter(to_q(rule, timezone.now())).select_related(
        "discussion", "rendition", "latest"
    )


def discussion(viewer: Viewer, slug: str) -> DisclosedDiscussion:
    """A discussion's page. `NotFound` where nothing of it was ever shown, `Gone` where it was."""
    found = Discussion.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(NOTHING)
    body = "latest" if viewer.is_staff else "rendition"  # the other one need not be loaded
    rows = list(
        visible(page_rule(viewer))
        .filter(discussion=found)
        .select_related(None)
        .select_related(body)
    )
    for row in rows:
        row.discussion = found
    is_prompt = found.format == PROMPT_FORMAT
    open_prompt = is_prompt and (viewer.is_staff or not found.staff_only)
    if not rows and not open_prompt:
        _refuse(Contribution.objects.filter(discussion=found))
    shown = _placed(found, viewer, {row.ref for row in rows})
    opened = open_contributions(
        rows,
        latest=viewer.is_staff,
        positions={s.ref: (s.position, s.depth) for s in shown if s.ref is not None},
        blind=blindfold(viewer),
    )
    if not opened and not open_prompt:
        _refuse(Contribution.objects.filter(discussion=found))
    essay = next((c for c in opened.values() if c.kind is Kind.ESSAY), None)
    thread = tuple(
        opened[s.ref] if s.ref in opened else Hole(s.depth)
        for s in shown
        if s.depth > 0 and (s.ref is None or s.ref in opened)
    )
    counts = Counter(t for c in opened.values() for p in c.passages for t in p.themes)
    source = ""
    if essay is not None and (found.source_shown or viewer.is_staff):
        source = (
            vault.ring([essay.ref]).unseal(essay.ref, "discussion.source_url", found.source_url)
            or ""
        )
    return DisclosedDiscussion(
        slug=found.slug,
        title=found.prompt_title or (essay.title if essay else "") or NEUTRAL_TITLE,
        essay=essay,
        thread=thread,
        source_url=source,
        licence=found.licence,
        staff_view=viewer.is_staff,
        themes=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].label))),
        is_prompt=is_prompt,
        prompt=found.prompt_text,
        takes_texts=found.takes_texts and not found.staff_only,
    )


def contribution(viewer: Viewer, ref: str) -> DisclosedContribution:
    """One contribution. `NotFound` or `Gone` like a discussion."""
    row = visible(page_rule(viewer)).filter(ref=ref).first()
    if row is None:
        _refuse(Contribution.objects.filter(ref=ref))
    opened = open_contributions(
        [row],
        latest=viewer.is_staff,
        positions=positions([row], viewer, page_rule(viewer)),
        blind=blindfold(viewer),
    )
    if ref not in opened:
        _refuse(Contribution.objects.filter(ref=ref))
    return opened[ref]


def discussions(viewer: Viewer) -> tuple[DiscussionSummary, ...]:
    """Discussions of which something may be read, newest first."""
    rule = page_rule(viewer)
    texts = {
        row["discussion_id"]: row["texts"]
        for row in visible(rule).order_by().values("discussion_id").annotate(texts=Count("id"))
    }
    accounts = _counted(_accounts(viewer, rule), "contribution__discussion_id")
    book = archive_themes()
    carried: dict[int, set[int]] = defaultdict(set)
    for of_discussion, tag in (
        _codings(viewer, rule)
        .values_list("content_object__contribution__discussion_id", "tag_id")
        .order_by()
        .distinct()
    ):
        carried[of_discussion].update(t.pk for t in book.upwards(tag)[:1])
    opened = _opened_pairs(
        list(visible(rule).filter(kind=Kind.ESSAY.value, discussion_id__in=texts)), viewer
    )
    essays = {e.discussion_id: c for e, c in opened}
    essay_ids = {e.discussion_id: e.pk for e, _ in opened}
    held = labels_of(essay_ids.values())
    prompts = Q(format=PROMPT_FORMAT)
    if not viewer.is_staff:
        prompts &= Q(staff_only=False)
    rows = Discussion.objects.filter(Q(pk__in=texts) | prompts).order_by("-imported_at", "-id")
    return tuple(
        DiscussionSummary(
            slug=row.slug,
            title=row.prompt_title or (essays[row.pk].title if row.pk in essays else NEUTRAL_TITLE),
            contributions=texts.get(row.pk, 0),
            accounts=accounts[row.pk],
            opening=row.prompt_text.split("\n\n")[0][:280]
            or (essays[row.pk].text.split("\n\n")[0][:280] if row.pk in essays else ""),
            themes=tuple(book.disclosed(t) for t in book.standing() if t.pk in carried[row.pk]),
            is_prompt=row.format == PROMPT_FORMAT,
            takes_texts=row.takes_texts and not row.staff_only,
            labels=held[essay_ids[row.pk]] if row.pk in essays else (),
        )
        for row in rows
    )


def hydrate(
    viewer: Viewer, refs: Iterable[str], purpose: Purpose, *, placed: bool = True
) -> dict[str, DisclosedContribution]:
    """What search found, asked again of the rule: refs it refuses are missing from the answer.

    Where they stand is counted over whole threads: who does not show it need not ask (`placed`).
    """
    rule = purpose_rule(viewer, purpose)
    body = "latest" if viewer.is_staff else "rendition"  # the other one need not be loaded
    found = visible(rule).filter(ref__in=list(refs)).select_related(None)
    rows = list(found.order_by().select_related("discussion", body))
    return open_contributions(
        rows,
        latest=viewer.is_staff,
        positions=positions(rows, viewer, page_rule(viewer)) if placed else {},
        blind=blindfold(viewer),
    )


def titles(viewer: Viewer, slugs: Iterable[str]) -> dict[str, str]:
    """Titles of discussions by slug; neutral where the essay may not be seen."""
    wanted = set(slugs)
    column = "latest__body" if viewer.is_staff else "rendition__body"
    essays = visible(page_rule(viewer)).filter(kind=Kind.ESSAY.value, discussion__slug__in=wanted)
    rows = list(essays.order_by().values_list("discussion__slug", "ref", column))
    ring = vault.ring(ref for _, ref, _ in rows)
    known = {
        slug: RenditionBody.title_of(body)
        for slug, ref, sealed in rows
        if (body := ring.unseal(ref, PLACE, sealed)) is not None
    }
    known |= dict(
        Discussion.objects.filter(slug__in=wanted, format=PROMPT_FORMAT).values_list(
            "slug", "prompt_title"
        )
    )
    return {slug: known.get(slug) or NEUTRAL_TITLE for slug in wanted}


def themes(viewer: Viewer) -> tuple[tuple[DisclosedTheme, int], ...]:
    """The archive's themes with how many accounts the viewer could find under each.

    Staff see drafts too. A retired theme is there as long as something may be found under it.
    """
    book = archive_themes()
    read_as = book.number_read("codings__tag_id")
    rows = _accounts(viewer, finding_rule(viewer)).annotate(read_as=read_as)
    counted = _counted(rows, "read_as")
    return tuple(
        (book.disclosed(t), counted[t.pk])
        for t in book.standing()
        if viewer.is_staff
        or t.state == ThemeState.ACTIVE
        or (t.state == ThemeState.RETIRED and counted[t.pk])
    )


def theme_list(viewer: Viewer) -> tuple[DisclosedTheme, ...]:
    """The same themes uncounted: what names and labels are made of."""
    book = archive_themes()
    retired = book.read_as(t.pk for t in book.standing() if t.state == ThemeState.RETIRED)
    found: set[int] = set()
    if retired and not viewer.is_staff:
        rows = _accounts(viewer, finding_rule(viewer)).filter(codings__tag__in=retired)
        applied = rows.order_by().values_list("codings__tag_id", flat=True).distinct()
        found = {end.pk for tag in applied if (end := book.resolved(tag)) is not None}
    return tuple(
        book.disclosed(t)
        for t in book.standing()
        if viewer.is_staff or t.state == ThemeState.ACTIVE or t.pk in found
    )


def merged_themes(_viewer: Viewer) -> dict[str, str]:
    """Slugs of the archive's merged themes, each with the slug of what it is read as."""
    book = archive_themes()
    read_as = {t.slug: book.resolved(pk) for pk, t in book.rows.items() if t.merged_into_id}
    return {slug: end.slug for slug, end in read_as.items() if end is not None}


def positions(
    rows: Sequence[Contribution], viewer: Viewer, rule: Rule
) -> dict[str, tuple[str, int]]:
    """`(position, depth)` of contributions as this viewer's page numbers them."""
    placed: dict[str, tuple[str, int]] = {}
    wanted: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.discussion_id].append(row.ref)
    for of, (nodes, shown) in seen_nodes(wanted, to_q(rule, timezone.now())).items():
        counted = {node.ref for node in nodes} if viewer.is_staff else shown | {PROMPT}
        placed |= threads.places(nodes, counted, shown.intersection(wanted[of]))
    return placed


def _refuse(rows: QuerySet[Contribution]) -> NoReturn:
    if rows.filter(was_public=True).exists():
        raise Gone(TAKEN_BACK)
    raise NotFound(NOTHING)


def _placed(found: Discussion, viewer: Viewer, refs: set[str]) -> tuple[threads.Shown, ...]:
    return _shown(nodes_of([found.pk])[found.pk], viewer, refs)


def _shown(nodes: list[threads.Node], viewer: Viewer, refs: set[str]) -> tuple[threads.Shown, ...]:
    shown = threads.disclosed_thread(nodes, refs | {PROMPT})
    if not viewer.is_staff:
        return shown
    true = {p.ref: p for p in threads.reading_order(nodes).placed}
    return tuple(
        threads.Shown(s.ref, true[s.ref].depth, true[s.ref].position) if s.ref is not None else s
        for s in shown
    )


def _opened_pairs(
    rows: list[Contribution], viewer: Viewer
) -> list[tuple[Contribution, RenditionBody]]:
    ring = vault.ring(row.ref for row in rows)
    pairs = []
    for row in rows:
        rendition = row.latest if viewer.is_staff else row.rendition
        sealed = ring.unseal(row.ref, PLACE, rendition.body) if rendition else None
        if sealed is not None:
            pairs.append((row, RenditionBody.loads(sealed)))
    return pairs


def _codings(viewer: Viewer, rule: Rule) -> QuerySet[Coding]:
    """Codings of passages that lie on the texts that the rule opens to this viewer."""
    passages = seen_passages(viewer, Passage.objects.all(), rule)
    return Coding.objects.filter(
        content_object__in=anchored(passages, latest=viewer.is_staff).order_by().values("pk"),
        tag__codebook__owner__isnull=True,
    ).select_related("tag", "content_object__contribution")


def _accounts(viewer: Viewer, rule: Rule) -> QuerySet[Passage]:
    """First-person accounts on the texts that the rule opens to this viewer."""
    return anchored(
        seen_passages(viewer, Passage.objects.filter(ACCOUNT), rule), latest=viewer.is_staff
    )


def seen_passages(viewer: Viewer, rows: QuerySet[Passage], rule: Rule) -> QuerySet[Passage]:
    """Those on the texts that the rule opens, without texts that the viewer codes blind."""
    rows = rows.filter(contribution__in=visible(rule).order_by().values("pk"))
    blind = blindfold(viewer).texts
    return rows.exclude(contribution__in=blind) if blind else rows


def _counted(passages: QuerySet[Passage], by: str) -> Counter[int]:
    """How many passages there are for each value of `by`."""
    rows = passages.order_by().values_list(by).annotate(n=Count("pk", distinct=True))
    return Counter({value: n for value, n in rows if value is not None})
