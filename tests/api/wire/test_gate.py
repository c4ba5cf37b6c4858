"""The gate: who works, who waits outside, and that nobody's place is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest

from slatehouse.api.wire.gate import Gate, NoPlaceOfTheirs, NoPlaceOutside, Passage, passage_of

INSIDE, OUTSIDE = 2, 3
SOON = 30.0
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Slow:
    """Something that takes as long as it is told, and knows how many are at it."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self._come = threading.Semaphore(0)
        self.count = 0

    def take(self) -> None:
        self.count += 1
        self._come.release()
        assert self.go_on.wait(SOON)

    def wait_for(self, count: int) -> None:
        """Until that many more have come."""
        for _ in range(count):
            assert self._come.acquire(timeout=SOON)


class SlowBody(BytesIO):
    """A body that does not come before it may."""

    def __init__(self, slow: Slow, body: bytes) -> None:
        super().__init__(body)
        self.slow = slow

    def read(self, size: int | None = -1) -> bytes:
        self.slow.take()
        return super().read(size)


def ask(gate: Gate, **environ: object) -> bytes:
    """The whole answer, taken as a server takes it."""
    body = gate(dict(environ), lambda *_: lambda _: None)
    try:
        return b"".join(body)
    finally:
        if not isinstance(body, list):
            body.close()  # type: ignore[attr-defined]


def sending(body: BytesIO) -> dict[str, object]:
    return {"wsgi.input": body, "CONTENT_LENGTH": str(len(body.getvalue()))}


def gate_of(application: Application, outside: int = OUTSIDE, share: int = OUTSIDE) -> Gate:
    return Gate(application, INSIDE, outside, share, lambda: None)


def test_no_more_work_at_once_than_there_is_room_for() -> None:
    slow = Slow()

    def work(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        slow.take()
        return [b"done"]

    gate = gate_of(work)
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(ask, gate) for _ in range(INSIDE + 2)]
        slow.wait_for(INSIDE)
        assert slow.count == INSIDE
        slow.go_on.set()
        assert [each.result(SOON) for each in asked] == [b"done"] * (INSIDE + 2)


def answer(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
    """Reads its body, and says what came."""
    length = environ.get("CONTENT_LENGTH")
    return [environ["wsgi.input"].read(int(length))] if length else [b"nothing came"]


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_who_waits_for_a_body_holds_nobody_up(size: int) -> None:
    slow, gate = Slow(), gate_of(answer)
    with ThreadPoolExecutor() as pool:
        arriving = [pool.submit(ask, gate, **sending(SlowBody(slow, b"x" * size))) for _ in range(OUTSIDE)]
        slow.wait_for(OUTSIDE)
        assert ask(gate) == b"nothing came"
        slow.go_on.set()
        assert {each.result(SOON) for each in arriving} == {b"x" * size}
    assert all_places_are_free(gate)


def test_bodies_for_which_there_is_no_place_are_waited_for_inside() -> None:
    slow, gate = Slow(), gate_of(answer)
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(ask, gate, **sending(SlowBody(slow, b"x"))) for _ in range(OUTSIDE + INSIDE)]
        slow.wait_for(OUTSIDE + INSIDE)
        late = pool.submit(ask, gate)
        assert not late.done()
        slow.go_on.set()
        assert late.result(SOON) == b"nothing came"
        assert [each.result(SOON) for each in waiting] == [b"x"] * (OUTSIDE + INSIDE)
    assert all_places_are_free(gate)


def test_who_is_slow_to_take_an_answer_holds_nobody_up() -> None:
    slow = Slow()

    def download(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        return pieces() if "SLOW" in environ else [b"whole"]

    def pieces() -> Iterator[bytes]:
        slow.take()
        yield b"in "
        yield b"pieces"

    gate = gate_of(download)
    with ThreadPoolExecutor() as pool:
        leaving = [pool.submit(ask, gate, SLOW=1) for _ in range(OUTSIDE)]
        slow.wait_for(OUTSIDE)
        assert ask(gate) == b"whole"
        slow.go_on.set()
        assert {each.result(SOON) for each in leaving} == {b"in pieces"}
    assert all_places_are_free(gate)


def test_who_gives_way_goes_on_one_after_the_other_while_somebody_works() -> None:
    slow, moment, several = Slow(), 0.001, 8

    def work_or_give_way(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        if "WORK" not in environ:
            return blocks(passage_of(environ))
        slow.take()
        return [b"worked"]

    def blocks(passage: Passage) -> Iterator[bytes]:
        for _ in range(several):
            passage.give_way()
            yield b"."

    gate = gate_of(work_or_give_way)
    with ThreadPoolExecutor() as pool:
        working = pool.submit(ask, gate, WORK=1)
        slow.wait_for(1)
        began = time.monotonic()
        leaving = [pool.submit(ask, gate) for _ in range(OUTSIDE)]
        assert [each.result(SOON) for each in leaving] == [b"." * several] * OUTSIDE
        assert time.monotonic() - began >= moment * several * OUTSIDE
        slow.go_on.set()
        assert working.result(SOON) == b"worked"
    assert all_places_are_free(gate)


def test_who_waits_on_purpose_is_refused_where_there_is_no_place() -> None:
    slow = Slow()

    def follow(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        passage = passage_of(environ)
        try:
            passage.go_out()
        except NoPlaceOutside:
            return [b"full"]
        slow.take()
        with passage.working():
            pass
        passage.go_in()
        return [b"news"]

    gate = gate_of(follow)
    with ThreadPoolExecutor() as pool:
        following = [pool.submit(ask, gate) for _ in range(OUTSIDE)]
        slow.wait_for(OUTSIDE)
        assert ask(gate) == b"full"
        slow.go_on.set()
        assert {each.result(SOON) for each in following} == {b"news"}
    assert all_places_are_free(gate)


def test_no_account_has_more_places_than_its_share() -> None:
    slow = Slow()

    def follow(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        passage = passage_of(environ)
        try:
            passage.go_out(environ["ACCOUNT"])
        except NoPlaceOfTheirs:
            return [b"no more"]
        passage.go_out(environ["ACCOUNT"])
        slow.take()
        if environ.get("FAILS"):
            raise ZeroDivisionError
        return [b"news"]

    gate = gate_of(follow, share=1)
    for fails in (False, True, False):
        slow.go_on.clear()
        with ThreadPoolExecutor() as pool:
            following = [pool.submit(ask, gate, ACCOUNT=each, FAILS=fails) for each in ("ada", "vic", None)]
            slow.wait_for(3)
            assert {ask(gate, ACCOUNT=each) for each in ("ada", "vic")} == {b"no more"}
            slow.go_on.set()
            assert [each.exception(SOON) is not None for each in following] == [fails] * 3
    assert all_places_are_free(gate)


@pytest.mark.parametrize("where", ["inside", "outside", "leaving"])
def test_a_failure_gives_its_place_back(where: str) -> None:
    def fail(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        if where == "outside":
            passage_of(environ).go_out()
        if where == "leaving":
            return pieces()
        raise ZeroDivisionError

    def pieces() -> Iterator[bytes]:
        yield b"a piece"
        raise ZeroDivisionError

    gate = gate_of(fail)
    for _ in range(INSIDE + OUTSIDE + 1):
        with pytest.raises(ZeroDivisionError):
            ask(gate)
    assert all_places_are_free(gate)


def test_a_body_that_breaks_off_gives_its_place_back() -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    gate = gate_of(answer)
    for _ in range(INSIDE + OUTSIDE + 1):
        with pytest.raises(OSError, match="gone"):
            ask(gate, **sending(Broken(b"x")))
    assert all_places_are_free(gate)


@pytest.mark.parametrize("size", [None, -1, 0, 1, 256 * 1024, 256 * 1024 + 1, 1_000_000, 2_000_000])
def test_a_body_is_read_like_any(size: int | None) -> None:
    """Whatever is asked for, it is what a plain stream gives."""
    sent = bytes(range(256)) * 4000

    def read(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        return [environ["wsgi.input"].read(size), b"|", environ["wsgi.input"].read(7)]

    plain = BytesIO(sent)
    assert ask(gate_of(read), **sending(BytesIO(sent))) == plain.read(size) + b"|" + plain.read(7)


def all_places_are_free(gate: Gate) -> bool:
    return (gate._inside.qsize(), gate._outside.qsize(), gate._kept.bytes) == (INSIDE, OUTSIDE, 0)
