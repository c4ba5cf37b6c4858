"""The data types of fields, one module each, and the registry of them all.

Adding one is adding its module here and its line below.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from slatehouse.schema.data_types.calculated import CalculatedType
from slatehouse.schema.data_types.checkbox import CheckboxType
from slatehouse.schema.data_types.color import ColorType
from slatehouse.schema.data_types.currency import CurrencyType
from slatehouse.schema.data_types.data_type import DataType
from slatehouse.schema.data_types.date import DateType
from slatehouse.schema.data_types.date_time import DateTimeType
from slatehouse.schema.data_types.duration import DurationType
from slatehouse.schema.data_types.entity import EntityLink
from slatehouse.schema.data_types.entity_type import EntityTypeName
from slatehouse.schema.data_types.float import FloatType
from slatehouse.schema.data_types.footage import FootageType
from slatehouse.schema.data_types.image import ImageType
from slatehouse.schema.data_types.jsonb import JsonbType
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.data_types.multi_entity import MultiEntityLinks
from slatehouse.schema.data_types.number import NumberType
from slatehouse.schema.data_types.password import PasswordType
from slatehouse.schema.data_types.percent import PercentType
from slatehouse.schema.data_types.pivot_column import PivotColumn
from slatehouse.schema.data_types.read_state import ReadState
from slatehouse.schema.data_types.serializable import SerializableType
from slatehouse.schema.data_types.settings_text import SettingsText
from slatehouse.schema.data_types.spelled_number import SpelledNumber
from slatehouse.schema.data_types.status_list import StatusListType
from slatehouse.schema.data_types.summary import SummaryType
from slatehouse.schema.data_types.system_task_type import SystemTaskType
from slatehouse.schema.data_types.tag_list import TagList
from slatehouse.schema.data_types.text import TextType
from slatehouse.schema.data_types.timecode import TimecodeType
from slatehouse.schema.data_types.url import FileType
from slatehouse.schema.data_types.url_template import UrlTemplateType
from slatehouse.schema.data_types.uuid import UUIDType

__all__ = ["DATA_TYPES", "VARIANTS"]

_ALL: tuple[DataType, ...] = (
    TextType(),
    NumberType(),
    FloatType(),
    PercentType(),
    CheckboxType(),
    DateType(),
    DateTimeType(),
    DurationType(),
    TimecodeType(),
    ListType(),
    StatusListType(),
    ColorType(),
    EntityLink(),
    MultiEntityLinks(),
    EntityTypeName(),
    ImageType(),
    FileType(),
    PasswordType(),
    SerializableType(),
    JsonbType(),
    UUIDType(),
    CalculatedType(),
    SummaryType(),
    PivotColumn(),
    FootageType(),
    CurrencyType(),
    TagList(),
    UrlTemplateType(),
    SystemTaskType(),
)

DATA_TYPES: Mapping[str, DataType] = MappingProxyType({each.name: each for each in _ALL})
"""Every data type by the name that the schema gives it."""

VARIANTS: Mapping[str, DataType] = MappingProxyType(
    {"read_state": ReadState(), "settings_text": SettingsText(), "spelled_number": SpelledNumber()}
)
"""What a few shipped fields are instead of the data type whose name they bear, by a name of our own."""
