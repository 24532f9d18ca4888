"""How long what is kept, and what is due when. DESIGN 5; defaults of the field in facts and docs.

Nothing here hides a text: every end that matters to a viewer is a column the rule asks for. These
are the days on which the archive lets go of what nobody sees any more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

WARN_AFTER: Final = (timedelta(days=14), timedelta(days=30))
"""A new text that nobody has decided on for so long is told to the lead."""

READ_WITHIN: Final = timedelta(days=90)
"""After that an unread text leaves the queue and staff cannot open it."""

UNREAD_KEPT: Final = timedelta(days=365)
"""So long it then waits for its writer: to send it again, or to erase it."""

REFUSED_KEPT: Final = timedelta(days=30)
"""A refused text, and one whose writer allows nothing any more."""

UNSIGNED_KEPT: Final = timedelta(days=365)
"""An approved wording that waits for its writer's yes."""

EXPIRED_KEPT: Final = timedelta(days=365)
"""A text whose every permission ran out, unless she said to keep it (`after`)."""

CLAIMED_KEPT: Final = timedelta(days=365)
"""An import past its deadline that was found to be hers, for her to say what she allows."""

UNKNOWN_KEPT: Final = timedelta(days=365)
EXTENSION: Final = timedelta(days=183)
"""An import for which nobody found a basis, and the one extension a steward may give it."""
