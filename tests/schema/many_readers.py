"""Reads new structs in many threads at once, after `look_into_structs` unless told `unprepared`.

A program of its own, because what goes wrong ends the process.
"""

from __future__ import annotations

import sys
import threading

import msgspec

from slatehouse.schema.structs import look_into_structs

STRUCTS, THREADS = 400, 8
FIELDS = [(f"field{number}", "int | None", None) for number in range(30)]


def made(number: int) -> type[msgspec.Struct]:
    """A struct that nobody has read, in which there is another; found by its name, as annotations are."""
    inner = msgspec.defstruct(f"Inner{number}", [("number", "int", 0)], module=__name__)
    globals()[inner.__name__] = inner
    fields = [*FIELDS, ("inner", f"{inner.__name__} | None", None)]
    return msgspec.defstruct(f"Struct{number}", fields, module=__name__)


def read(struct: type[msgspec.Struct], together: threading.Barrier) -> None:
    together.wait()
    msgspec.json.decode(b'{"field0": 1, "field29": 2, "inner": {"number": 1}}', type=struct)


def main() -> None:
    structs = [made(number) for number in range(STRUCTS)]
    if sys.argv[1:] != ["unprepared"]:
        look_into_structs()
    # As often as Python can, so that threads meet in the middle of everything.
    sys.setswitchinterval(1e-6)
    for struct in structs:
        together = threading.Barrier(THREADS)
        threads = [threading.Thread(target=read, args=(struct, together)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
