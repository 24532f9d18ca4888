"""Engines behind the search port, one a module.

Whoosh 2.7.4 writes two literals that newer Pythons warn of when its files are first compiled; they
are compiled here once, with those warnings alone kept quiet (filters by module do not catch it).
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    import whoosh.codec.whoosh3  # noqa: F401  (imported for its side effect: compiling)
