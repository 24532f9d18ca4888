"""Making the parts of an index in several processes, where there is more than one.

By forking, and only where this process has no other thread (a command has none, a server has): a
child begins with all that its parent had, locks that another thread held included.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Final, TypeVar

Batch = TypeVar("Batch")
Made = TypeVar("Made")


PROCESSES: Final = min(2, os.cpu_count() or 1)
"""As many as an index uses unless told otherwise: the machine has others to serve."""


def made_of(
    make: Callable[[Batch], Made], batches: Iterable[Batch], processes: int
) -> Iterator[Made]:
    """`make(batch)` for each, in order. No more batches than `processes` + 1 are held at once.

    Raises what `make` raises, and `BrokenProcessPool` when a child dies.
    """
    source = iter(batches)
    first = list(islice(source, 2))
    if len(first) < 2 or processes < 2 or threading.active_count() > 1:
        yield from map(make, chain(first, source))
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[Future[Made]] = deque()
        for batch in chain(first, source):
            with warnings.catch_warnings():  # 3.12 counts the threads of NumPy, which wait
                warnings.simplefilter("ignore", DeprecationWarning)
                waiting.append(pool.submit(make, batch))
            if len(waiting) > processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
