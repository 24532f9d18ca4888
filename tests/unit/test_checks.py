"""The checks catch what somebody will one day forget."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import models
from django.http import HttpResponse
from django.test.utils import isolate_apps
from django.urls import include, path
from django.utils import timezone

from archive import checks
from archive.models.fields import SealedField
from archive.web.zones import path_in


def problems(model: type[models.Model]) -> list[tuple[str, str]]:
    return [(found.id or "", found.msg) for found in checks.column_problems([model])]


def view(request) -> HttpResponse:
    return HttpResponse()


def test_this_archive_passes_its_own_checks():
    assert run_checks(include_deployment_checks=False) == []


@isolate_apps("archive")
def test_a_column_that_nobody_classified_is_found():
    class Planted(models.Model):
        secret = models.TextField()
        privacy = {"id": "open"}

        class Meta:
            app_label = "archive"

    [(code, said)] = problems(Planted)
    assert code == "archive.E001"
    assert "Planted.secret" in said


@isolate_apps("archive")
def test_a_model_without_a_classification_is_found_column_by_column():
    class Planted(models.Model):
        secret = models.TextField()

        class Meta:
            app_label = "archive"

    assert [code for code, _ in problems(Planted)] == ["archive.E001", "archive.E001"]


@isolate_apps("archive")
def test_a_table_between_two_models_is_not_overlooked():
    class Planted(models.Model):
        others = models.ManyToManyField("self")
        privacy = {"id": "open"}

        class Meta:
            app_label = "archive"

    between = Planted._meta.get_field("others").remote_field.through
    assert between is not None
    assert between is not None
    assert {code for code, _ in problems(between)} == {"archive.E001"}


@isolate_apps("archive")
def test_a_misspelt_class_does_not_count():
    class Planted(models.Model):
        privacy = {"id": "opened"}

        class Meta:
            app_label = "archive"

    assert [code for code, _ in problems(Planted)] == ["archive.E001"]


@isolate_apps("archive")
def test_a_classified_name_that_is_no_column_is_found():
    class Planted(models.Model):
        privacy = {"id": "open", "gone": "gated"}

        class Meta:
            app_label = "archive"

    [(code, said)] = problems(Planted)
    assert code == "archive.E002"
    assert "'gone'" in said


@isolate_apps("archive")
def test_sealed_columns_and_sealed_fields_go_together():
    class Planted(models.Model):
        plain = models.TextField()
        body = SealedField()
        privacy = {"id": "open", "plain": "sealed", "body": "open"}

        class Meta:
            app_label = "archive"

    assert [code for code, _ in problems(Planted)] == ["archive.E003", "archive.E003"]


def test_an_address_without_a_zone_is_found_however_deep():
    good = path_in("public", "good/", view, "good")
    planted = path("deep/", include([path("planted/", view), good]))
    [found] = checks.zone_problems([good, planted])
    assert found.id == "archive.E010"
    assert "/deep/planted/" in found.msg


@pytest.mark.parametrize(
    "name, code", [("DEBUG", "archive.E020"), ("ARCHIVE_ONE_PERSON", "archive.W001")]
)
def test_what_weakens_the_archive_is_said(settings, name, code):
    setattr(settings, name, True)
    assert code in [found.id for found in run_checks(tags=["security"])]


LINE = """
[[line]]
locale = "en-GB"
name = "The Listening Post"
for_whom = "Anybody"
number = "0800 123"
hours = "evenings"
"""


CONTACTS = """
checked = 2026-05-01

[[contact]]
who = "Robin, duty lead"
how = "020 7946 0000"
"""


@pytest.fixture
def somebody_to_call(tmp_path, settings):
    path = tmp_path / "contacts.toml"
    path.write_text(CONTACTS, encoding="utf-8")
    settings.ARCHIVE_CRISIS_CONTACTS = str(path)
    return path


def crisis_problems(*, deploy: bool) -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=deploy)
    return [one.id for one in found if one.id in ("archive.E050", "archive.W050")]


def test_an_archive_whose_staff_can_call_nobody_is_not_fit_to_deploy():
    assert crisis_problems(deploy=True) == ["archive.W050"]
    assert crisis_problems(deploy=False) == []


def test_somebody_to_call_is_enough(somebody_to_call):
    assert crisis_problems(deploy=True) == []


def test_contacts_with_a_slip_are_refused_before_deploying_too(somebody_to_call):
    somebody_to_call.write_text(CONTACTS + 'telephone = "1"', encoding="utf-8")
    assert crisis_problems(deploy=True) == crisis_problems(deploy=False) == ["archive.E050"]


@pytest.fixture
def lines_checked(tmp_path, settings, somebody_to_call):
    """Name support lines that somebody checked so many days ago; the ids of what is then said."""

    def named(days_ago: int, line: str = LINE, *, deploy: bool = False) -> list[str]:
        path = tmp_path / "lines.toml"
        day = timezone.now().date() - timedelta(days=days_ago)
        path.write_text(f"checked = {day}\n{line}", encoding="utf-8")
        settings.ARCHIVE_SUPPORT_LINES = str(path)
        found = run_checks(tags=["security"], include_deployment_checks=deploy)
        return [one.id or "" for one in found if (one.id or "").startswith("archive.")]

    return named


def test_fresh_support_lines_are_fine(lines_checked):
    assert lines_checked(0, deploy=True) == []
    assert lines_checked(180, deploy=True) == []


def test_old_support_lines_warn_and_are_not_fit_to_deploy(lines_checked):
    assert lines_checked(181) == ["archive.W031"]
    assert sorted(lines_checked(181, deploy=True)) == ["archive.E030", "archive.W031"]


@pytest.mark.parametrize("line", ["", LINE.replace("en-GB", "en-UK"), LINE.replace("hours", "x")])
def test_support_lines_with_a_slip_are_refused(lines_checked, line):
    assert lines_checked(0, line) == ["archive.E030"]
    assert lines_checked(0, line, deploy=True) == ["archive.E030"]


def test_nobody_checks_support_lines_tomorrow(lines_checked):
    assert lines_checked(-2) == ["archive.E030"]


def test_a_missing_file_of_support_lines_is_refused(settings, tmp_path):
    settings.ARCHIVE_SUPPORT_LINES = str(tmp_path / "none.toml")
    [found] = [one for one in run_checks(tags=["security"]) if one.id == "archive.E030"]
    assert "none.toml" in found.msg


def test_support_lines_nobody_checked_are_said_before_deploying_only():
    def said(deploy: bool) -> list[str | None]:
        found = run_checks(tags=["security"], include_deployment_checks=deploy)
        return [one.id for one in found]

    assert "archive.W030" in said(True)
    assert "archive.W030" not in said(False)


def test_an_engine_that_is_chosen_and_not_installed_stops_every_command(monkeypatch, settings):
    monkeypatch.setattr(checks, "full_is_available", lambda: False)
    settings.ARCHIVE_ENGINE = "full"
    assert [found.id for found in checks.the_chosen_engine_is_here()] == ["archive.E040"]
    settings.ARCHIVE_ENGINE = "auto"
    assert checks.the_chosen_engine_is_here() == []


def test_a_search_engine_that_is_not_installed_stops_every_command(monkeypatch, settings):
    settings.ARCHIVE_SEARCH_ENGINE = "tantivy"
    monkeypatch.setattr(checks, "engine_is_installed", lambda name: name == "whoosh")
    assert [found.id for found in checks.the_search_engine_is_installed()] == ["archive.E060"]
    settings.ARCHIVE_SEARCH_ENGINE = "whoosh"
    assert checks.the_search_engine_is_installed() == []


def test_who_deploys_is_told_that_rules_alone_look_for_names(monkeypatch, settings):
    settings.ARCHIVE_ENGINE = "rules"
    assert [found.id for found in checks.names_are_looked_for_well()] == ["archive.W040"]
    settings.ARCHIVE_ENGINE = "auto"
    monkeypatch.setattr(checks, "full_is_available", lambda: False)
    assert [found.id for found in checks.names_are_looked_for_well()] == ["archive.W040"]
    monkeypatch.setattr(checks, "full_is_available", lambda: True)
    assert checks.names_are_looked_for_well() == []
