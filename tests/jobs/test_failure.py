"""Errors as text that every database takes and people understand."""

import pytest

from slatehouse.jobs.failure import failure_in_words, reason_in_words


@pytest.mark.parametrize(
    ("error", "reason", "words"),
    [
        (ValueError("too deep"), "too deep", "ValueError: too deep"),
        (ValueError(), "ValueError", "ValueError"),
        (ValueError("half \ud83d, NUL \0"), "half \\ud83d, NUL \\0", "ValueError: half \\ud83d, NUL \\0"),
        (ValueError("x" * 5_000), "x" * 1_000, "ValueError: " + "x" * 1_000),
        (
            OSError(
                "PUT https://key:word@store.test/a/b?X-Amz-Signature=1f&x=2 (403): postgresql://ada:pw@db/x"
            ),
            "PUT https://…@store.test/a/b?… (403): postgresql://…@db/x",
            "OSError: PUT https://…@store.test/a/b?… (403): postgresql://…@db/x",
        ),
        (KeyError("image"), "'image'", "KeyError: 'image'"),
    ],
)
def test_an_error_in_words(error: Exception, reason: str, words: str) -> None:
    assert reason_in_words(error) == reason
    assert failure_in_words(error) == words


def test_an_error_that_was_raised_says_where() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 // 0
    words = failure_in_words(caught.value)
    assert (
        words
        == f"ZeroDivisionError: integer division or modulo by zero (test_failure.py:{caught.tb.tb_lineno})"
    )
