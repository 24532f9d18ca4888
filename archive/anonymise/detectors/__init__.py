"""One module a kind of identifier, each with `find(text, context) -> Iterator[Finding]`.

A detector is pure and knows no other detector. Its patterns use possessive quantifiers, so that no
text, however made, takes more than a time linear in its length. Offsets are code points.
"""
