"""The preferences that clients ask for: how values are shown, how long a day of work is (rest/90, errata 35).

They are those of a new site of the real service, and nothing writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from slatehouse.schema.data_types.duration import MINUTES_PER_DAY

PREFERENCES: Mapping[str, object] = MappingProxyType(
    {
        "format_date_fields": "08/04/22 OR 04/08/22 (depending on the Month order preference)",
        "date_component_order": "month_day",
        "format_time_hour_fields": "12 hour",
        "format_currency_fields_display_dollar_sign": False,
        "format_currency_fields_decimal_options": "$1,000.99",
        "format_currency_fields_negative_options": "- $1,000",
        "format_number_fields": "1,000",
        "format_float_fields": "9,999.99",
        "format_float_fields_rounding": "9.999999",
        "format_footage_fields": "10-05",
        "support_local_storage": True,
        # What the pages of the real service keep for themselves, as JSON in a text.
        "view_master_settings": "{}",
        "duration_units": "days",
        "hours_per_day": MINUTES_PER_DAY / 60,
        "enable_rv_integration": True,
        "enable_shotgun_review_for_rv": False,
        "creative_review_settings": "{}",
    }
)
