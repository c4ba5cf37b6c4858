"""Photographs of phones and cameras, pages and movies: upright, in their colours, and only looked at."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pillow_heif import from_pillow
from tests.media.movies import movie
from tests.media.pictures import CORNERS, Colour, corners_of, encoded, is_close, pixel, quarters
from tests.media.raws import dng

from slatehouse.media.decoding.formats import format_of
from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, Wanted
from slatehouse.media.thumbnails import Thumbnail, make_thumbnail


def assert_corners(thumbnail: Thumbnail, expected: tuple[Colour, ...] = CORNERS, tolerance: int = 16) -> None:
    seen = corners_of(thumbnail.jpeg)
    assert all(map(is_close, seen, expected, [tolerance] * 4)), f"{seen} are not {expected}"


def heif(image: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    from_pillow(image).save(file, quality=95, **options)
    return file.getvalue()


def test_an_avif(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(encoded(quarters(), "AVIF", quality=90))
    assert_corners(make_thumbnail(path))


def test_a_phones_photograph(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(heif(quarters(128, 64)))
    thumbnail = make_thumbnail(path, Wanted(max_edge=64))
    assert (thumbnail.width, thumbnail.height) == (64, 32)
    assert_corners(thumbnail)


def test_a_phones_photograph_is_upright(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    turned = quarters(96, 48).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    path.write_bytes(heif(turned, exif=exif.tobytes()))
    thumbnail = make_thumbnail(path)
    assert (thumbnail.width, thumbnail.height) == (96, 48)
    assert_corners(thumbnail)


def test_a_raw_file_is_developed(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(dng(128, 64))
    thumbnail = make_thumbnail(path)
    assert (thumbnail.width, thumbnail.height) == (64, 32)
    red, green, blue, white = corners_of(thumbnail.jpeg)
    assert red[0] > 2 * max(red[1:]) and green[1] > 2 * green[0] and blue[2] > 2 * blue[0]
    assert min(white) > 230


def test_the_cameras_own_preview_is_shown_where_it_is_large_enough(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    preview = encoded(quarters(600, 300).transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG", quality=95)
    path.write_bytes(dng(128, 64, preview))
    thumbnail = make_thumbnail(path, Wanted(max_edge=512))
    assert (thumbnail.width, thumbnail.height) == (512, 256)
    red, green, blue, white = CORNERS
    assert_corners(thumbnail, (green, red, white, blue))


def pdf(path: Path, *pages: tuple[Colour, float, float]) -> Path:
    document = pypdfium2.PdfDocument.new()
    for colour, width, height in pages:
        page = document.new_page(width, height)
        square = pypdfium2.PdfImage.new(document)
        file = BytesIO(encoded(Image.new("RGB", (8, 8), colour), "JPEG", quality=95))
        square.load_jpeg(file)
        square.set_matrix(pypdfium2.PdfMatrix().scale(width / 2, height))
        page.insert_obj(square)
        page.gen_content()
    document.save(str(path))
    document.close()
    return path


def test_the_first_page_of_a_document(tmp_path: Path) -> None:
    path = pdf(tmp_path / "upload", ((30, 180, 40), 200, 100), ((220, 30, 30), 100, 100))
    thumbnail = make_thumbnail(path, Wanted(max_edge=256))
    assert (thumbnail.width, thumbnail.height) == (256, 128)
    page = Image.open(BytesIO(thumbnail.jpeg))
    assert is_close(pixel(page, (64, 64)), (30, 180, 40))
    assert is_close(pixel(page, (200, 64)), (255, 255, 255))


def test_an_enormous_page_is_drawn_small(tmp_path: Path) -> None:
    thumbnail = make_thumbnail(pdf(tmp_path / "upload", ((30, 180, 40), 14_000, 7_000)), Wanted(max_edge=64))
    assert (thumbnail.width, thumbnail.height) == (64, 32)


MOVIES = {
    "H.264": ("a.mov", "libx264", "yuv420p"),
    "H.264, MP4": ("a.mp4", "libx264", "yuv420p"),
    "ProRes": ("a.mov", "prores_ks", "yuv422p10le"),
    "VP9": ("a.webm", "libvpx-vp9", "yuv420p"),
    "FFV1": ("a.mkv", "ffv1", "yuv444p"),
    "MJPEG": ("a.avi", "mjpeg", "yuvj420p"),
    "H.264 in a transport stream": ("a.ts", "libx264", "yuv420p"),
    "a camera's transport stream": ("a.m2ts", "libx264", "yuv420p"),
    "MPEG-2 in a program stream": ("a.vob", "mpeg2video", "yuv420p"),
    "Windows Media": ("a.wmv", "wmv2", "yuv420p"),
    "Flash": ("a.flv", "flv1", "yuv420p"),
    "MPEG-2 in MXF": ("a.mxf", "mpeg2video", "yuv420p"),
}


@pytest.mark.parametrize("name, codec, pixels", MOVIES.values(), ids=MOVIES)
def test_a_movie_shows_what_is_in_its_middle(tmp_path: Path, name: str, codec: str, pixels: str) -> None:
    size = (640, 360) if codec in ("mpeg2video", "wmv2") else (64, 32)
    # In Windows Media one cannot go to every key.
    made = movie(tmp_path / name, codec, pixels, size, frames=72 if codec == "wmv2" else 12)
    thumbnail = make_thumbnail(made.rename(tmp_path / "upload"), Wanted(max_edge=64))
    assert thumbnail.width == 64
    assert_corners(thumbnail, tolerance=24)


def test_a_movie_of_high_definition_keeps_its_colours(tmp_path: Path) -> None:
    thumbnail = make_thumbnail(movie(tmp_path / "a.mkv", "ffv1", "yuv444p", (1280, 720), frames=2))
    assert (thumbnail.width, thumbnail.height) == (512, 288)


def test_pixels_of_a_movie_that_are_not_square(tmp_path: Path) -> None:
    thumbnail = make_thumbnail(movie(tmp_path / "a.mov", aspect=Fraction(2)))
    assert (thumbnail.width, thumbnail.height) == (128, 32)


def test_a_movie_of_one_frame(tmp_path: Path) -> None:
    assert_corners(make_thumbnail(movie(tmp_path / "a.mov", frames=1)), tolerance=24)


PLAYLISTS = {
    "of addresses": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
    "of files": b"ffconcat version 1.0\nfile /etc/hostname\n",
}


@pytest.mark.parametrize("content", PLAYLISTS.values(), ids=PLAYLISTS)
@pytest.mark.parametrize("ending", [".m3u8", ".mov", ""])
def test_a_playlist_is_no_movie(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"upload{ending}"
    path.write_bytes(content)
    assert format_of(path) is None
    with pytest.raises(NotAnImage):
        make_thumbnail(path)


@pytest.mark.parametrize("name", ["heif", "dng", "pdf", "mov"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6])
def test_what_is_cut_off_leads_to_a_picture_or_a_refusal(tmp_path: Path, name: str, kept: float) -> None:
    path = tmp_path / f"whole.{name}"
    match name:
        case "heif":
            path.write_bytes(heif(quarters()))
        case "dng":
            path.write_bytes(dng())
        case "pdf":
            pdf(path, ((30, 180, 40), 200, 100))
        case _:
            movie(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    try:
        assert make_thumbnail(path).jpeg
    except NotAnImage as refusal:
        assert refusal.reason


@pytest.mark.parametrize("name", ["heif", "dng", "mov"])
def test_too_many_pixels_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"whole.{name}"
    match name:
        case "heif":
            path.write_bytes(heif(quarters(128, 128)))
        case "dng":
            path.write_bytes(dng(128, 128))
        case _:
            movie(path, size=(128, 128))
    with pytest.raises(TooManyPixels):
        make_thumbnail(path, Wanted(max_pixels=10_000))
