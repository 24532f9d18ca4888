"""The consent text that comes with the archive: one paragraph a scope."""

from __future__ import annotations

from typing import Final

NOTICE: Final = """\
You decide what happens to what you wrote. Each point below stands alone: say yes or no to each. \
You can take any yes back at any time, without giving a reason, and what you wrote is then no \
longer shown from that moment on. Copies that others made before cannot be called back.

Hold. The archive keeps your text, sealed, and its staff may read it to prepare it: they cover \
names, places and anything else that could tell who somebody is. Without this yes nothing is kept.

Read. Anybody may read the prepared text on its discussion's page. You see it before it appears.

Find. The prepared text may be met in the archive's own search and on its theme pages. Search \
engines outside are asked to stay away.

Research. Researchers with an account may study the prepared text together with others like it. \
They promise not to look for who wrote it.

Quote. Researchers may print short passages of the prepared text word for word. What is printed \
stays printed.

Machine. The prepared text may be part of data sets that machines learn from. What a machine \
has learnt cannot be taken back.

Mailbox. The archive may pass on messages to you. Nobody learns your address.

After. What you allowed may stay allowed after your death. Without this yes your family may ask \
for your text to be taken away.
"""
