"""The dossier on the workbench: for staff alone, and without anybody's words."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from archive.domain.words import Role
from tests.dossiers import WORDS, Story, story
from tests.factories import account
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def told() -> Story:
    call_command("prepare", verbosity=0)
    return story()


def test_staff_come_to_it_from_the_desk_and_back(client, told: Story) -> None:
    client.force_login(told.staff.alice)
    address = f"/workbench/desk/{told.slug}/dossier/"
    assert f'href="{address}"' in client.get(f"/workbench/desk/{told.slug}/").content.decode()
    answer = client.get(address)
    page = parsed(answer.content.decode())
    assert f"Discussion {told.slug}" in page.with_id("main").words
    assert f'href="/workbench/desk/{told.slug}/"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_it_holds_no_words_of_anybody(client, told: Story) -> None:
    client.force_login(told.staff.dave)
    html = client.get(f"/workbench/desk/{told.slug}/dossier/").content.decode().casefold()
    assert not [what for what, word in WORDS.items() if word.casefold() in html]
    assert not [subject for subject in told.subjects if subject in html]


def test_it_has_no_style_of_its_own_which_the_policy_would_refuse(client, told: Story) -> None:
    client.force_login(told.staff.alice)
    html = client.get(f"/workbench/desk/{told.slug}/dossier/").content.decode()
    assert "<style" not in html
    assert "style=" not in html


def test_every_table_says_what_it_is_and_every_row_has_a_head(client, told: Story) -> None:
    client.force_login(told.staff.alice)
    page = parsed(client.get(f"/workbench/desk/{told.slug}/dossier/").content.decode())
    for table in page.all("table"):
        assert table.all("caption")[0].words
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("th")) == 1


def test_nobody_else_comes_in(client, told: Story) -> None:
    address = f"/workbench/desk/{told.slug}/dossier/"
    assert client.get(address).status_code == 302
    client.force_login(account("rita", Role.RESEARCHER))
    assert client.get(address).status_code == 404
    client.force_login(told.staff.alice)
    assert client.get("/workbench/desk/nosuchslug/dossier/").status_code == 404
    assert client.post(address).status_code == 405
