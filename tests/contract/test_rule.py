"""The rule as data and the rule as SQL give the same answer, at every boundary and for NULL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.domain import visibility, warrant
from archive.domain.words import Purpose, Role, Status, Voice
from archive.gate.facts import COLUMNS, facts_of, to_q
from archive.models import Contribution, Discussion, Rendition

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOMENTS = st.sampled_from(
    [None, NOW - timedelta(days=1), NOW - timedelta(microseconds=1), NOW,
     NOW + timedelta(microseconds=1), NOW + timedelta(days=1)]
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {
        "status": st.sampled_from([s.value for s in Status]),
        "voice": st.sampled_from([v.value for v in Voice]),
        "signed_off": st.booleans(),
        "voice_cleared": st.booleans(),
        "hidden": st.booleans(),
        "held": st.booleans(),
        "reread": st.booleans(),
        "was_public": st.booleans(),
        "contributed": st.booleans(),
        "hold_until": MOMENTS,
        "review_from": MOMENTS,
        "review_until": MOMENTS,
        "read_until": MOMENTS,
        "find_until": MOMENTS,
        "research_until": MOMENTS,
        "quote_until": MOMENTS,
        "machine_until": MOMENTS,
    }
)
ALMOST_OPEN = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["approved", "approved", "approved", "second_person"]),
        "voice": st.sampled_from(["first_person", "second_hand", "mixed"]),
        "signed_off": st.sampled_from([True, True, True, False]),
        "voice_cleared": st.sampled_from([True, True, True, False]),
        "hidden": st.sampled_from([False, False, False, True]),
        "held": st.sampled_from([False, False, False, True]),
        "reread": st.booleans(),
        "was_public": st.booleans(),
        "contributed": st.booleans(),
        "hold_until": MOMENTS,
        "review_from": MOMENTS,
        "review_until": MOMENTS,
        "read_until": MOMENTS,
        "find_until": MOMENTS,
        "research_until": MOMENTS,
        "quote_until": MOMENTS,
        "machine_until": MOMENTS,
    }
)


def test_every_fact_of_the_rule_is_a_column() -> None:
    """And no column is named that the rule never asks."""
    assert set(COLUMNS) == set(visibility.FACTS)


@pytest.mark.django_db(databases="__all__")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    row=ROWS | ALMOST_OPEN,
    staff_only=st.booleans(),
    embargo=MOMENTS,
)
def test_the_rule_and_its_query_agree(
    row: dict[str, object], staff_only: bool, embargo: datetime | None
) -> None:
    """For every role and purpose, whatever the row holds."""
    if row["voice"] == "unclear":
        row["voice_cleared"] = False
    with warrant.opened("test", "review"):
        discussion = Discussion.objects.create(
            source_digest=str(Discussion.objects.count()) + "-rule",
            staff_only=staff_only,
            embargo_until=embargo,
            format="page-text",
        )
        contribution = Contribution.objects.create(
            discussion=discussion, kind="essay", order=0, source_digest="0"
        )
        rendition = Rendition.objects.create(contribution=contribution, number=1)
        Contribution.objects.filter(pk=contribution.pk).update(rendition=rendition, **row)
        stored = Contribution.objects.select_related("discussion").get(pk=contribution.pk)
        for role in Role:
            for purpose in Purpose:
                rule = visibility.rule_for(role, purpose)
                found = Contribution.objects.filter(pk=stored.pk).filter(to_q(rule, NOW)).exists()
                assert found is visibility.holds(rule, facts_of(stored), NOW), (role, purpose)


def test_an_unknown_fact_is_a_no() -> None:
    """Nothing known, nothing shown."""
    for purpose in Purpose:
        for role in Role:
            assert not visibility.holds(visibility.rule_for(role, purpose), {}, NOW)


def test_nobody_but_staff_may_review() -> None:
    """Purpose `review` is a branch of its own."""
    for role in (Role.READER, Role.CONTRIBUTOR, Role.RESEARCHER):
        assert visibility.rule_for(role, Purpose.REVIEW) == visibility.NEVER
