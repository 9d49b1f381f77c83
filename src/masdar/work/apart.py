"""Work that strangers ask for, done in a process of its own: it ends in time, whatever it was given."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from masdar.errors import CannotCheck, MasdarError

Made = TypeVar("Made")


def apart(work: Callable[..., Made], args: tuple[object, ...], limit_s: float) -> Made:
    """What `work(*args)` gives (both must be picklable); CannotCheck when it takes longer, fails or dies.

    The process is made anew each time ("spawn"): it shares neither threads nor open files with this one.
    """
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe(duplex=False)
    process = fresh.Process(target=_do, args=(theirs, work, args), daemon=True, name="masdar-apart")
    process.start()
    theirs.close()
    try:
        if not ours.poll(limit_s):
            raise CannotCheck(f"it took longer than {limit_s:.0f} seconds", "took-long")
        is_done, made = ours.recv()
    except EOFError:
        raise CannotCheck("the check broke off; a smaller page may do", "broke-off") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if not is_done:
        raise CannotCheck(*made)
    return made  # type: ignore[no-any-return]


def _do(channel: Connection, work: Callable[..., object], args: tuple[object, ...]) -> None:
    try:
        channel.send((True, work(*args)))
    except MasdarError as trouble:
        channel.send((False, (str(trouble), trouble.reason)))
