"""JSON values in the words of the service's own language, as its messages print them: `{"code" => nil}`.

Clients find these texts in refusals (contract rest/00 §4.4, data-types §2.3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

__all__ = ["class_name", "inspect"]

_CLASSES: dict[type, str] = {
    int: "Integer",
    float: "Float",
    str: "String",
    list: "Array",
    tuple: "Array",
    dict: "Hash",
    type(None): "NilClass",
}
_WORDS = {None: "nil", True: "true", False: "false"}
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    "\x7f": "\\x7F",
}
_UNPRINTABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})


def class_name(value: object) -> str:
    """The name of the value's class: `Integer`, `NilClass`, `Hash`."""
    if isinstance(value, bool):
        return "TrueClass" if value else "FalseClass"
    return _CLASSES.get(type(value), type(value).__name__)


def inspect(value: object) -> str:
    """The value as it stands in a message.

    >>> inspect({"path": "code", "values": ["x", None, 2.5]})
    '{"path" => "code", "values" => ["x", nil, 2.5]}'
    """
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inspect(key)} => {inspect(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(inspect, value)) + "]"
    return str(value)


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable() and not any(sign in text for sign in '"\\#'):
        return f'"{text}"'
    following = (*text[1:], "")
    return '"' + "".join(map(_escaped, text, following)) + '"'


def _escaped(sign: str, following: str) -> str:
    if sign == "#" and following and following in "{$@":
        return "\\#"
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if unicodedata.category(sign) in _UNPRINTABLE:
        return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\u{{{ord(sign):X}}}"
    return sign


def _float(number: float) -> str:
    digits, exponent, power = repr(number).partition("e")
    return f"{digits if '.' in digits else digits + '.0'}{exponent}{power}" if exponent else digits
