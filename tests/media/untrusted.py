"""What hostile files make a decoder do, as functions to run in a child process.

Nothing is imported here that takes long: a child imports this within the time of its first task.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Frame:
    name: str
    pixels: bytes


def frame(name: str, pixels: bytes = b"") -> Frame:
    return Frame(name, pixels)


def process_id() -> int:
    return os.getpid()


def hoard_memory() -> int:
    return len(bytearray(1 << 40))


def sleep_forever() -> None:
    while True:
        time.sleep(60)


def sleep_as(path: str) -> None:
    """Write down which process this is, and sleep."""
    whole = Path(path).with_suffix(".new")
    whole.write_text(str(os.getpid()))
    whole.rename(path)
    sleep_forever()


def spin_forever() -> None:
    while True:
        pass


def abort() -> None:
    os.abort()


def exit_quietly() -> None:
    os._exit(7)


def raise_half_a_character() -> None:
    raise ValueError("bad tag \ud83d")


def print_noise(name: str) -> str:
    os.write(1, b"libtiff: warning, warning\n" * 1000)
    print("more noise")
    return name


def lie_about_type() -> int:
    return "not a number"  # type: ignore[return-value]  # the lie is what the test is about


def break_protocol() -> None:
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\xff\xff\xff\xff garbage")
        except OSError:
            continue
    sys.stdout.flush()
    time.sleep(60)


def has_variable(name: str) -> bool:
    return name in os.environ
