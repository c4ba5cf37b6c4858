"""Settings as they are shown to people and scripts: each value with its origin, passwords hidden."""

from dataclasses import dataclass

from slatehouse.config.catalogue import catalogue
from slatehouse.config.loading import Configuration
from slatehouse.config.sources import Origin
from slatehouse.config.values import Plain, shown

__all__ = ["ShownSetting", "explain"]


@dataclass(frozen=True)
class ShownSetting:
    """One line of `slatehouse config`."""

    name: str
    value: Plain
    origin: Origin
    purpose: str


def explain(configuration: Configuration) -> list[ShownSetting]:
    """Every setting of the site, in the order of the file that `init` writes."""
    return [
        ShownSetting(
            name=entry.name,
            value=shown(entry, getattr(getattr(configuration.settings, entry.section), entry.key)),
            origin=configuration.origins[key],
            purpose=entry.purpose,
        )
        for key, entry in catalogue().items()
    ]
