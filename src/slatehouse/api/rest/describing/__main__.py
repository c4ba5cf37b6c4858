"""Writes the document of the standard schema to standard output, for programs that make types of it."""

from __future__ import annotations

import sys

from slatehouse.api.rest.describing.document import Document
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.schema.schema import standard_schema

_SITE = "https://tracking.example.com"

sys.stdout.buffer.write(Document(OPEN_ROUTES, ROUTES).json(standard_schema(), _SITE))
