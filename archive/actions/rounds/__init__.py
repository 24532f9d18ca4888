"""Blind rounds: opened and closed by leads and stewards, coded apart, settled by a third person."""

from archive.actions.rounds.adjudicate import adjudicate
from archive.actions.rounds.close_round import close_round
from archive.actions.rounds.code_in_round import code_in_round, take_back_code
from archive.actions.rounds.finish_text import finish_text, reopen_text
from archive.actions.rounds.open_round import open_round

__all__ = [
    "adjudicate",
    "close_round",
    "code_in_round",
    "finish_text",
    "open_round",
    "reopen_text",
    "take_back_code",
]
