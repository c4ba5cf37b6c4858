"""The file with the key that a site shows its S3 service: in its folder, and in no backup of it.

It holds two words, the id of the access key and its secret.
"""

from pathlib import Path

from slatehouse.config.catalogue import Key
from slatehouse.config.errors import ConfigError
from slatehouse.config.secret_file import words_in
from slatehouse.config.sources import Given, Origin, OriginKind

__all__ = ["S3_KEY_FILE", "given_by_s3_key_file"]

S3_KEY_FILE = "s3.key"

_NAMES: tuple[Key, Key] = (("s3", "access_key"), ("s3", "secret_key"))


def given_by_s3_key_file(folder: Path) -> dict[Key, Given]:
    """The two settings that the file in `folder` stands for; none where there is no file."""
    path = folder / S3_KEY_FILE
    words = words_in(path)
    if words and len(words) != len(_NAMES):
        raise ConfigError(f"{path} is to hold the id of an access key, and its secret on the next line")
    origin = Origin(OriginKind.FILE, str(path))
    return {name: Given(word, origin) for name, word in zip(_NAMES, words, strict=False)}
