"""Changes of a codebook, one verb a file; each can be undone. Rules: docs/codebook.md."""

from archive.actions.codebook.add_theme import add_theme
from archive.actions.codebook.edit_theme import edit_theme
from archive.actions.codebook.examples import add_example, remove_example
from archive.actions.codebook.make_codebook import make_codebook
from archive.actions.codebook.merge_themes import merge_themes
from archive.actions.codebook.move_theme import move_theme
from archive.actions.codebook.propose_change import decide_proposal, propose_change
from archive.actions.codebook.rename_theme import rename_theme
from archive.actions.codebook.retire_theme import retire_theme, revive_theme
from archive.actions.codebook.split_theme import split_theme
from archive.actions.codebook.undo_change import undo_change

__all__ = [
    "add_example",
    "add_theme",
    "decide_proposal",
    "edit_theme",
    "make_codebook",
    "merge_themes",
    "move_theme",
    "propose_change",
    "remove_example",
    "rename_theme",
    "retire_theme",
    "revive_theme",
    "split_theme",
    "undo_change",
]
