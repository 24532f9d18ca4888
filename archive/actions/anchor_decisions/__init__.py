"""What a person says of a passage whose place is in doubt: here, there, or gone. One verb a file.

An anchor is decided once, on the latest wording; what was said holds on every later one.
"""

from archive.actions.anchor_decisions.confirm_anchor import confirm_anchor
from archive.actions.anchor_decisions.move_anchor import move_anchor
from archive.actions.anchor_decisions.orphan_anchor import orphan_anchor

__all__ = ["confirm_anchor", "move_anchor", "orphan_anchor"]
