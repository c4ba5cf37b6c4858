"""Thumbnails: right colours, upright, never enlarged, from every format; broken files are refused."""

import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from tests.fixtures.tries import tries
from tests.media.pictures import (
    BLUE,
    CORNERS,
    GREEN,
    RED,
    WHITE,
    Colour,
    corners_of,
    deep_tiff,
    encoded,
    is_close,
    pixel,
    png,
    quarters,
)

from slatehouse.media.colour import GREY
from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, Wanted
from slatehouse.media.thumbnails import Thumbnail, make_thumbnail


def thumbnail_of(content: bytes, max_edge: int = 512, max_pixels: int = 1_000_000) -> Thumbnail:
    return make_thumbnail(BytesIO(content), Wanted(max_edge, max_pixels))


def assert_corners(thumbnail: Thumbnail, expected: tuple[Colour, ...] = CORNERS, tolerance: int = 12) -> None:
    seen = corners_of(thumbnail.jpeg)
    assert all(map(is_close, seen, expected, [tolerance] * 4)), f"{seen} are not {expected}"


def middle_of(thumbnail: Thumbnail) -> Colour:
    image = Image.open(BytesIO(thumbnail.jpeg)).convert("RGB")
    return pixel(image, (image.width // 2, image.height // 2))


FILES = {
    "PNG": encoded(quarters(), "PNG"),
    "PNG, palette": encoded(quarters().quantize(8), "PNG"),
    "PNG, larger": encoded(quarters(200, 100), "PNG"),
    "JPEG": encoded(quarters(), "JPEG", quality=95),
    "JPEG, progressive": encoded(quarters(), "JPEG", quality=95, progressive=True),
    "JPEG, CMYK": encoded(quarters().convert("CMYK"), "JPEG", quality=95),
    "JPEG, decoded at a fraction": encoded(quarters(4096, 2048), "JPEG", quality=90),
    "WebP": encoded(quarters(), "WEBP", quality=90),
    "WebP, lossless": encoded(quarters(), "WEBP", lossless=True),
    "GIF": encoded(quarters(), "GIF"),
    "TIFF": encoded(quarters(), "TIFF"),
    "TIFF, LZW": encoded(quarters(), "TIFF", compression="tiff_lzw"),
    "TIFF, JPEG inside": encoded(quarters(), "TIFF", compression="jpeg"),
    "TIFF, CMYK": encoded(quarters().convert("CMYK"), "TIFF"),
    "TIFF, YCbCr": encoded(quarters().convert("YCbCr"), "TIFF"),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_every_format_keeps_its_colours(content: bytes) -> None:
    thumbnail = thumbnail_of(content, max_pixels=10_000_000)
    picture = Image.open(BytesIO(thumbnail.jpeg))
    assert (picture.format, picture.mode, picture.size) == (
        "JPEG",
        "RGB",
        (thumbnail.width, thumbnail.height),
    )
    assert thumbnail.width == 2 * thumbnail.height
    assert_corners(thumbnail)


def half_transparent(mode: str) -> Image.Image:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((*WHITE, 255), (20, 0, 40, 40))
    return image.convert(mode)


TRANSPARENT = {
    "PNG, RGBA": encoded(half_transparent("RGBA"), "PNG"),
    "PNG, grey with alpha": encoded(half_transparent("LA"), "PNG"),
    "PNG, palette": encoded(half_transparent("RGBA").quantize(4), "PNG"),
    "PNG, a colour": encoded(half_transparent("RGB"), "PNG", transparency=(0, 0, 0)),
    "PNG, a grey": encoded(half_transparent("L"), "PNG", transparency=0),
    "WebP": encoded(half_transparent("RGBA"), "WEBP", lossless=True),
    "GIF": encoded(half_transparent("RGBA"), "GIF"),
    "TIFF": encoded(half_transparent("RGBA"), "TIFF"),
}


@pytest.mark.parametrize("content", TRANSPARENT.values(), ids=TRANSPARENT)
def test_what_is_transparent_shows_neutral_grey(content: bytes) -> None:
    assert_corners(thumbnail_of(content), (GREY, WHITE, GREY, WHITE))


DEEP = {
    "1 bit": (encoded(Image.new("1", (8, 8), 1), "PNG"), 255),
    "8 bits": (encoded(Image.new("L", (8, 8), 77), "PNG"), 77),
    "16 bits, PNG": (encoded(Image.new("I;16", (8, 8), 77 * 257), "PNG"), 77),
    "16 bits, TIFF": (deep_tiff(77 * 257, "H", 1), 77),
    "16 bits, TIFF, big-endian": (deep_tiff(77 * 257, "H", 1, order=">"), 77),
    "16 bits, black": (deep_tiff(0, "H", 1), 0),
    "32 bits holding 16": (deep_tiff(77 * 257, "i", 2), 77),
    "32 bits, brighter than white": (deep_tiff(2_000_000_000, "i", 2), 255),
    "float": (deep_tiff(0.5, "f", 3), 128),
    "float, brighter than white": (deep_tiff(7.5, "f", 3), 255),
    "float, not a number": (deep_tiff(float("nan"), "f", 3), 0),
}


@pytest.mark.parametrize("content, grey", DEEP.values(), ids=DEEP)
def test_every_depth_of_grey_keeps_its_brightness(content: bytes, grey: int) -> None:
    assert is_close(middle_of(thumbnail_of(content)), (grey, grey, grey), tolerance=2)


def test_16_bit_grey_with_a_transparent_value() -> None:
    rows = b"".join(b"\0" + struct.pack(">8H", *[77 * 257] * 8) for _ in range(8))
    chunks = (b"tRNS", struct.pack(">H", 65_535)), (b"IDAT", zlib.compress(rows))
    assert is_close(middle_of(thumbnail_of(png(8, 8, *chunks, depth=16, colour_type=0))), (77, 77, 77), 2)


def test_lab_is_shown_in_its_colours() -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), inMode="RGB", outMode="LAB"
    )
    lab = ImageCms.applyTransform(quarters(), to_lab)
    assert lab is not None
    assert_corners(thumbnail_of(encoded(lab, "TIFF")), tolerance=20)


def test_an_embedded_profile_is_applied() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = encoded(quarters(), "PNG")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert_corners(thumbnail_of(encoded(quarters(), "PNG", icc_profile=srgb)))
    assert corners_of(thumbnail_of(encoded(quarters(), "PNG", icc_profile=profile)).jpeg) != corners_of(plain)


@pytest.mark.parametrize("mode", ["RGB", "L", "LA", "RGBA", "CMYK"])
@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_profile_that_is_none_is_passed_over(mode: str, profile: bytes) -> None:
    image = quarters().convert(mode)
    file_format = "TIFF" if mode == "CMYK" else "PNG"
    plain = thumbnail_of(encoded(image, file_format))
    assert thumbnail_of(encoded(image, file_format, icc_profile=profile)) == plain


ORIENTATIONS = {
    1: (RED, GREEN, BLUE, WHITE),
    2: (GREEN, RED, WHITE, BLUE),
    3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN),
    5: (RED, BLUE, GREEN, WHITE),
    6: (BLUE, RED, WHITE, GREEN),
    7: (WHITE, GREEN, BLUE, RED),
    8: (GREEN, WHITE, RED, BLUE),
}


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation, corners", ORIENTATIONS.items())
def test_the_picture_is_turned_upright(
    file_format: str, orientation: int, corners: tuple[Colour, ...]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    thumbnail = thumbnail_of(encoded(quarters(96, 48), file_format, exif=exif), max_edge=64)
    assert (thumbnail.width, thumbnail.height) == ((64, 32) if orientation < 5 else (32, 64))
    assert_corners(thumbnail, corners, tolerance=16)
    assert 0x0112 not in Image.open(BytesIO(thumbnail.jpeg)).getexif()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 60])
def test_broken_exif_is_no_reason_to_show_nothing(exif: bytes) -> None:
    assert_corners(thumbnail_of(encoded(quarters(), "JPEG", exif=exif)))


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_is_none_turns_nothing(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_corners(thumbnail_of(encoded(quarters(), "JPEG", exif=exif)))


@pytest.mark.parametrize(
    "size, max_edge, expected",
    [
        ((64, 32), 512, (64, 32)),
        ((512, 512), 512, (512, 512)),
        ((1024, 512), 512, (512, 256)),
        ((300, 900), 90, (30, 90)),
        ((2000, 1), 100, (100, 1)),
        ((1, 2000), 100, (1, 100)),
        ((1, 1), 512, (1, 1)),
    ],
)
@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_shrunk_to_fit_and_never_enlarged(
    file_format: str, size: tuple[int, int], max_edge: int, expected: tuple[int, int]
) -> None:
    thumbnail = thumbnail_of(encoded(Image.new("RGB", size), file_format), max_edge)
    assert (thumbnail.width, thumbnail.height) == expected


@pytest.mark.parametrize(
    ("size", "small", "large"),
    [
        ((3000, 1500), (512, 256), (1024, 512)),
        ((800, 1600), (256, 512), (512, 1024)),
        ((700, 350), (512, 256), (700, 350)),
    ],
)
@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_it_comes_in_two_sizes(
    file_format: str, size: tuple[int, int], small: tuple[int, int], large: tuple[int, int]
) -> None:
    thumbnail = thumbnail_of(encoded(quarters(*size), file_format), max_pixels=5_000_000)
    assert [Image.open(BytesIO(each)).size for each in (thumbnail.jpeg, thumbnail.large)] == [small, large]
    assert all(map(is_close, corners_of(thumbnail.large), CORNERS))


@pytest.mark.parametrize(("size", "max_edge"), [((512, 256), 512), ((64, 64), 512), ((3000, 1500), 2048)])
def test_where_there_is_no_larger_one_both_are_the_same(size: tuple[int, int], max_edge: int) -> None:
    thumbnail = thumbnail_of(encoded(quarters(*size), "PNG"), max_edge, 5_000_000)
    assert thumbnail.large == thumbnail.jpeg


def test_the_first_of_several_pictures_counts() -> None:
    reds = [Image.new("RGB", (16, 16), RED), Image.new("RGB", (16, 16), BLUE)]
    for file_format in ("GIF", "TIFF", "WEBP", "PNG"):
        moving = encoded(reds[0], file_format, save_all=True, append_images=reds[1:])
        assert is_close(middle_of(thumbnail_of(moving)), RED), file_format


def test_a_gif_without_end_is_read_up_to_its_first_picture() -> None:
    start = encoded(Image.new("RGB", (16, 16), RED), "GIF")[:-1]
    more_pictures = b",\0\0\0\0\1\0\1\0\0\2\2L\1\0" * 100_000
    assert is_close(middle_of(thumbnail_of(start + more_pictures)), RED)


def test_nothing_of_the_file_but_its_pixels_goes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret film"
    thumbnail = thumbnail_of(encoded(quarters(), "JPEG", exif=exif, comment=b"secret comment"))
    assert b"secret" not in thumbnail.jpeg


def test_a_path_is_read_and_not_left_open(tmp_path: Path) -> None:
    path = tmp_path / "plate.of.no.extension"
    path.write_bytes(FILES["PNG"])
    assert make_thumbnail(path) == thumbnail_of(FILES["PNG"])
    with pytest.raises(FileNotFoundError):
        make_thumbnail(tmp_path / "missing.png")


@pytest.mark.parametrize(
    "content",
    [
        png(100_000, 100_000),
        png(2_000, 501),
        encoded(Image.new("1", (2_000, 501)), "GIF"),
        encoded(Image.new("1", (2_000, 501)), "TIFF", compression="group4"),
        encoded(Image.new("RGB", (2_000, 501)), "JPEG"),
        encoded(Image.new("RGB", (2_000, 501)), "WEBP"),
    ],
)
def test_too_many_pixels_are_refused_before_decoding(content: bytes) -> None:
    with pytest.raises(TooManyPixels, match="more than the 1000000 that are allowed") as refusal:
        thumbnail_of(content, max_pixels=1_000_000)
    assert refusal.value.width * refusal.value.height > refusal.value.limit


def test_exactly_as_many_pixels_as_allowed() -> None:
    assert thumbnail_of(encoded(Image.new("L", (100, 50)), "PNG"), max_pixels=5_000).width == 100


BROKEN = {
    "nothing": b"",
    "text": b"Dear supervisor, the plate is late.\n" * 50,
    "random bytes": random.Random(7).randbytes(10_000),
    "a movie by its beginning": b"\0\0\0\x20ftypisom" + bytes(1_000),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    "BMP, which we do not read": encoded(quarters(), "BMP"),
    "EPS, which would start a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
    "PNG, signature alone": b"\x89PNG\r\n\x1a\n",
    "PNG without pixels": png(8, 8),
    "PNG of no width": png(0, 8),
    "PNG with pixels of another kind": png(8, 8, (b"IDAT", b"not deflated")),
    "PNG with too few rows": png(64, 64, (b"IDAT", zlib.compress(bytes(100)))),
    "JPEG, half": FILES["JPEG, decoded at a fraction"][: len(FILES["JPEG, decoded at a fraction"]) // 2],
    "JPEG, beginning alone": b"\xff\xd8\xff\xe0",
    "PNG, half": FILES["PNG, larger"][: len(FILES["PNG, larger"]) // 2],
    "WebP, half": FILES["WebP, lossless"][: len(FILES["WebP, lossless"]) // 2],
    "GIF, half": FILES["GIF"][: len(FILES["GIF"]) // 2],
    "TIFF, half": FILES["TIFF"][: len(FILES["TIFF"]) // 2],
    "TIFF with a directory that leads nowhere": b"II*\0\xff\xff\xff\x7f",
    "TIFF whose directory repeats itself": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_image_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(NotAnImage) as refusal:
        thumbnail_of(content, max_pixels=10_000_000)
    assert refusal.value.reason


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=tries(100), deadline=None)
@given(
    name=st.sampled_from(sorted(set(FILES) - {"JPEG, decoded at a fraction"})),
    damage=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8),
    cut=st.none() | st.integers(0, 1 << 20),
)
def test_damage_leads_to_a_thumbnail_or_a_refusal(
    name: str, damage: list[tuple[int, int]], cut: int | None
) -> None:
    content = bytearray(FILES[name])
    for place, value in damage:
        content[place % len(content)] = value
    if cut is not None:
        del content[cut % len(content) :]
    try:
        thumbnail = thumbnail_of(bytes(content))
    except (NotAnImage, TooManyPixels):
        return
    assert thumbnail.jpeg
