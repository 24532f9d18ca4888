"""How fast the detectors read: characters a second on one core, of processor time.

    python -m tests.benchmarks.bench_detectors [FILE]     any text; without one, invented sentences

The lists are read once before the clock starts. Target: 250,000 for all rules together.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from archive.anonymise import engine
from archive.anonymise.finding import Context
from archive.anonymise.tokens import tokens

_INVENTED = (
    "My sister Una drove me to the clinic in March, and Dr Okonjo asked how I slept. I had taken "
    "50mg for six weeks and felt nothing at all, or so I told her.\n\n"
    "Then, one morning, it was gone. I can not say why; Ronald, who mends the boiler, says that "
    "these things go as they come. He is 58 and has seen a few.\n\n"
)
_ROUNDS = 3


def _speed(read: Callable[[str], object], texts: list[str]) -> float:
    """Characters a second, the best of some rounds."""
    seconds = []
    for _ in range(_ROUNDS):
        tokens.cache_clear()
        began = time.process_time()
        for text in texts:
            read(text)
        seconds.append(time.process_time() - began)
    return sum(map(len, texts)) / min(seconds)


def _reader(find: engine.Detector, context: Context) -> Callable[[str], object]:
    return lambda text: list(find(text, context))


def main() -> None:
    """Print the speed of each detector alone and of all together."""
    content = Path(sys.argv[1]).read_text("utf-8") if sys.argv[1:] else _INVENTED * 300
    texts = [content[at : at + 4000] for at in range(0, len(content), 4000)]
    engine.find_identifiers(content[:4000])
    context = Context(names=("Una", "Ronald Melzack"))
    for find in (*engine.DETECTORS, *engine.DOCUMENT_DETECTORS, *engine.LAST_DETECTORS):
        speed = _speed(_reader(find, context), texts)
        sys.stdout.write(f"{find.__module__.rpartition('.')[2]:16} {speed:12,.0f}\n")
    sys.stdout.write(f"{'all rules':16} {_speed(engine.find_identifiers, texts):12,.0f}\n")


if __name__ == "__main__":
    main()
