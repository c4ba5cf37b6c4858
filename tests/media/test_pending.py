"""The pending image: a real picture, at the place where clients look for it."""

import subprocess
import sys
from io import BytesIO

from PIL import Image

from slatehouse.media.pending import PENDING_PATH, TRANSIENT_PREFIX, pending_image

WRITE_IMAGE = "import sys; from slatehouse.media.pending import *; sys.stdout.buffer.write(pending_image())"


def test_its_path_tells_that_it_is_passing() -> None:
    assert PENDING_PATH == "/images/status/transient/thumbnail_pending.png"
    assert PENDING_PATH.startswith(TRANSIENT_PREFIX)


def test_it_is_a_small_grey_png_with_lettering() -> None:
    image = Image.open(BytesIO(pending_image()))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (256, 144))
    darkest, brightest = image.convert("L").getextrema()
    assert (darkest, brightest) == (118, 222)


def test_every_process_draws_the_same() -> None:
    drawn_elsewhere = subprocess.run([sys.executable, "-c", WRITE_IMAGE], capture_output=True, check=True)
    assert drawn_elsewhere.stdout == pending_image()
    assert pending_image() is pending_image()
