"""Who answers for the archive comes from the environment, and is refused if wrong."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from archive.environment import country
from archive.exchange.controller import controller


def test_a_country_is_two_letters_whatever_their_case(monkeypatch):
    monkeypatch.setenv("ARCHIVE_JURISDICTION", " ie ")
    assert country("ARCHIVE_JURISDICTION", "GB") == "IE"


def test_without_a_choice_the_default_stands(monkeypatch):
    monkeypatch.delenv("ARCHIVE_JURISDICTION", raising=False)
    assert country("ARCHIVE_JURISDICTION", "GB") == "GB"


@pytest.mark.parametrize("written", ["UK", "GBR", "Ireland", "EU", "XX", "G"])
def test_what_is_no_country_stops_the_start(monkeypatch, written):
    monkeypatch.setenv("ARCHIVE_JURISDICTION", written)
    with pytest.raises(ImproperlyConfigured, match=r"ARCHIVE_JURISDICTION.*two letters"):
        country("ARCHIVE_JURISDICTION", "GB")


def test_receipts_name_the_archive_where_nobody_else_is_named():
    named = controller()
    assert named.name == settings.ARCHIVE_NAME
    assert (named.jurisdiction, named.storage_location) == ("GB", "GB")
    assert named.website == "http://127.0.0.1:8000/"


def test_the_steward_is_the_contact(settings):
    settings.ARCHIVE_STEWARD_CONTACT = "steward@archive.example"
    assert controller().contact == "steward@archive.example"
