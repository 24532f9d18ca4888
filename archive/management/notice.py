"""The consent notice that comes with the archive, in English.

Its form is that of `domain/notice.py`. Stewards change it by publishing a next version, never
here: this is version 1 of a new archive and nothing else.
"""

from __future__ import annotations

from typing import Final

NOTICE: Final = """\
# What may happen to your words

You decide what happens to what you write here. Each question below stands alone. If you leave one \
open, that counts as no.

You must be 18 or older to give a text to this archive.

Before readers see your text, a person reads it and takes out names and other things that could \
show who you are. You see the result first, unless you tell us that we may hide more without \
asking. Taking names out makes you hard to recognise. It cannot make it impossible, least of all \
for people who know you.

Who can read it here can copy it, and that cannot be undone.

Your yes holds for five years. Then we ask you again, when you come back. If you do not come \
back, your text is hidden.

Taking it back is as easy as giving it. You need your return code, and no reason. You can take \
back one answer or all of them, or have everything erased. The change counts at once. Your text is \
locked with a key of its own, and erasing destroys that key. Backups of keys live 7 days at most. \
After that nobody can open your text, not even we.

Nobody watches this archive around the clock. We do not know who you are and cannot reach you. If \
you need help now, please ask someone near you or a help line.

## hold: May we keep your text?

We keep it locked away, and a program and a moderator look through it for names and for signs of \
distress. Without this yes, nothing is kept.

## read: May readers here read it?

Anyone who visits this archive may read the text, once names have been taken out.

## find: May people find it by searching here?

The text may come up when somebody searches this archive, and on pages that gather texts about one \
theme. This counts only together with the yes to reading.

## research: May researchers study it?

Researchers whom we have approved may study the text together with others, and it is counted in \
what we say about the archive as a whole.

## quote: May researchers quote your exact words?

If they may study it, they may also print short pieces of it word for word, and what is printed \
stays printed. Without this yes they may only tell it in other words.

## machine: May it be used to teach computer programs?

The text may be used to train programs that learn from many texts, or be fed to them. What they \
have learnt cannot be taken back.

## mailbox: May we leave questions for you?

Questions wait here until you come back with your code. Nobody can write to you anywhere else.

## after: May we keep it if you do not come back?

After five years it is hidden either way. With this yes we go on keeping it, locked away, in case \
you come back; without it, it is erased 12 months later.
"""
