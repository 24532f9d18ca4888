"""Making the parts of an index in several processes.

By forking, and only where this process has no other thread (a command has none, a server has): a
child begins with all that its parent had, locks that another thread held included.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Batch = TypeVar("Batch")
Made = TypeVar("Made")


def made_of(
    make: Callable[[Batch], Made], batches: Iterable[Batch], processes: int
) -> Iterator[Made]:
    """`make(batch)` for each, in order. No more batches than `processes` + 1 are held at once.

    Raises what `make` raises, and `BrokenProcessPool` when a child dies.
    """
    if processes < 2 or threading.active_count() > 1:
        yield from map(make, batches)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[Future[Made]] = deque()
        for batch in batches:
            waiting.append(pool.submit(make, batch))
            if len(waiting) > processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
