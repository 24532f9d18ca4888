"""Proving that strings are gone: reads every store, decoded and raw, after a self-test.

`proof.prove` is the whole of it. There is one module for each kind of store; `looking` compares,
`report` tells. The strings themselves appear in no report, log, error or file.
"""
