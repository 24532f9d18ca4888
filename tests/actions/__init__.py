"""Tests of the verbs, against a database."""
