"""What is found wrong with parameters is told at once, each in its place."""

import pytest

from slatehouse.api.rest.refusals import InvalidParameters
from slatehouse.api.rest.validation import Findings

WHOLE = ("must be a hash", ("page",))
PART = ("must be an integer", ("page", "size"))
OTHER = ("must be filled", ("sort",))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([OTHER, PART], {"sort": ["sort must be filled"], "page": {"size": ["size must be an integer"]}}),
        ([WHOLE, WHOLE], {"page": ["page must be a hash", "page must be a hash"]}),
        ([PART, WHOLE], {"page": ["page must be a hash"]}),
        ([WHOLE, PART], {"page": ["page must be a hash"]}),
    ],
)
def test_what_is_wrong_as_a_whole_hides_its_parts(
    found: list[tuple[str, tuple[str, ...]]], told: dict[str, object]
) -> None:
    findings = Findings()
    for message, path in found:
        findings.add(message, *path)
    with pytest.raises(InvalidParameters) as raised:
        findings.raise_if_any()
    assert raised.value.source == told
