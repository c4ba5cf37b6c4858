"""The first page of PDF documents, drawn by PDFium."""

from pathlib import Path

import pypdfium2
from PIL.Image import Image

from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.wanted import NotAnImage, Wanted

__all__ = ["read"]


def read(path: Path, found: Format, wanted: Wanted) -> Image:
    """The first page on white paper, its longer edge as long as is wanted: there are no pixels to enlarge."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            page = document[0]
            width, height = page.get_size()
            bitmap = page.render(scale=wanted.max_edge / max(width, height, 1), rev_byteorder=True)
            picture: Image = bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise NotAnImage(f"no page of this PDF can be drawn: {error}") from error
    return picture
