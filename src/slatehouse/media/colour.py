"""Brings a decoded image of any pixel mode to 8-bit sRGB without transparency."""

from io import BytesIO

from PIL import Image, ImageCms

__all__ = ["GREY", "flat_srgb", "resizable"]

GREY = (128, 128, 128)
"""What shows through transparent pixels: neutral, so that black and white artwork both stay visible."""

_WHITE = {"I": 65_535, "F": 1.0}
"""The value of white in the modes that have no 8 bits; brighter pixels are white as well."""


def resizable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged: no palette, no bits, no colour for "transparent"."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I;16"):
        return image.convert("I")
    if image.mode in ("P", "PA", "RGBa") or ("transparency" in image.info and image.mode in ("L", "RGB")):
        return image.convert("RGBA")
    return image


def flat_srgb(image: Image.Image) -> Image.Image:
    """A new RGB image without metadata: colours as sRGB shows them, transparent pixels over `GREY`."""
    rgb = _to_srgb(_eight_bit(image))
    canvas = Image.new("RGB", rgb.size, GREY)
    canvas.paste(rgb, mask=rgb if rgb.mode == "RGBA" else None)
    return canvas


def _eight_bit(image: Image.Image) -> Image.Image:
    white = _WHITE.get(image.mode)
    if white is None:
        return image
    return image.convert("F").point(lambda value: value * (255 / white) + 0.5).convert("L")


def _to_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode in ("RGBA", "LA") else "RGB"
    profile = _profile(image)
    if profile is None:
        return image.convert(mode)
    try:
        converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, ValueError):
        # The profile is for another kind of pixels than the file has.
        return image.convert(mode)
    return converted or image.convert(mode)


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The colours that the pixels are in, if the file says so."""
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    try:
        return ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
    except (KeyError, TypeError, OSError, ImageCms.PyCMSError):
        return None
