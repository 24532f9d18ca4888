"""How near texts are in meaning: a small model that only reads, and where its vectors lie.

Only accounts whose writers allow `machine` now are ever read by it (`gate.machine_texts`). A vector
can be turned back into something like its text, so it is kept, subtracted and purged like an index.
"""
