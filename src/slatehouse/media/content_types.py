"""Content types by file name, and how a file may be shown: in the browser or only saved."""

from mimetypes import MimeTypes
from urllib.parse import quote

__all__ = [
    "content_disposition",
    "content_type_of",
    "harmless_type",
    "has_picture",
    "is_displayable_inline",
    "is_picture",
]

_TYPES = {
    ".3gp": "video/3gpp",
    ".7z": "application/x-7z-compressed",
    ".aac": "audio/aac",
    ".abc": "application/x-alembic",
    ".ai": "application/postscript",
    ".aif": "audio/x-aiff",
    ".aiff": "audio/x-aiff",
    ".arw": "image/x-sony-arw",
    ".avi": "video/x-msvideo",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".cin": "image/x-cineon",
    ".cr2": "image/x-canon-cr2",
    ".cr3": "image/x-canon-cr3",
    ".dng": "image/x-adobe-dng",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".dpx": "image/x-dpx",
    ".exr": "image/x-exr",
    ".flac": "audio/flac",
    ".flv": "video/x-flv",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".gz": "application/gzip",
    ".hdr": "image/vnd.radiance",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".iiq": "image/x-phaseone-iiq",
    ".jp2": "image/jp2",
    ".js": "text/javascript",
    ".m2ts": "video/mp2t",
    ".m4a": "audio/mp4",
    ".m4v": "video/x-m4v",
    ".ma": "application/mathematica",
    ".mb": "application/mathematica",
    ".md": "text/markdown",
    ".mkv": "video/x-matroska",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".mts": "video/mp2t",
    ".mxf": "application/mxf",
    ".nb": "application/mathematica",
    ".nef": "image/x-nikon-nef",
    ".nrw": "image/x-nikon-nrw",
    ".obj": "model/obj",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".orf": "image/x-olympus-orf",
    ".otf": "font/otf",
    ".otio": "application/json",
    ".pef": "image/x-pentax-pef",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".psb": "image/vnd.adobe.photoshop",
    ".psd": "image/vnd.adobe.photoshop",
    ".raf": "image/x-fuji-raf",
    ".rar": "application/vnd.rar",
    ".rtf": "application/rtf",
    ".rw2": "image/x-panasonic-rw2",
    ".srw": "image/x-samsung-srw",
    ".stl": "model/stl",
    ".tga": "image/x-tga",
    ".tgz": "application/gzip",
    ".ttf": "font/ttf",
    ".usd": "model/vnd.usd",
    ".usda": "model/vnd.usda",
    ".usdz": "model/vnd.usdz+zip",
    ".wav": "audio/x-wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".wmv": "video/x-ms-wmv",
    ".xhtml": "application/xhtml+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
    ".zst": "application/zstd",
}

# Own tables alone: what is installed on a machine, and its Python's version, must not change an answer.
_STANDARD = MimeTypes(filenames=())
_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}

_INLINE = frozenset(
    {
        "application/pdf",
        "image/avif",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/jpg",
        "image/png",
        "image/webp",
        "text/plain",
    }
)


_PICTURED = frozenset({"application/mxf", "application/pdf"})
"""Types of files with something to look at that do not say so by their first half."""

_ACTIVE = frozenset({"text/html", "text/xml", "application/xml", "text/xsl", "text/css", "text/vbs"})
_BYTES = "application/octet-stream"


def content_type_of(name: str) -> str | None:
    """The content type that the extension of a file name stands for; None if it stands for none.

    Follows behaviour/media.md §5 of the contract: `.ma` is `application/mathematica`, a Maya scene or not.
    """
    stem, _, extension = name.rpartition(".")
    if not stem:
        return None
    if own := _TYPES.get(f".{extension.lower()}"):
        return own
    # Only the extension: a colon or a slash in a file name is no address to be parsed.
    guessed, encoding = _STANDARD.guess_type(f"file.{extension}")
    return _COMPRESSED.get(encoding or "", guessed)


def is_picture(content_type: str | None) -> bool:
    """Whether such a file is itself a picture, and can be shown in place of its thumbnail."""
    return (content_type or "image/").startswith("image/")


def has_picture(content_type: str | None) -> bool:
    """Whether a thumbnail can be made of such a file, as far as its type tells."""
    return (content_type or "").startswith(("image/", "video/")) or content_type in _PICTURED


def is_displayable_inline(content_type: str | None) -> bool:
    """Whether a browser may show such a file from the site's own address.

    Only what runs no script there: pictures of pixels, sound, movies, PDF, plain text; not HTML, SVG, XML.
    """
    essence = (content_type or "").partition(";")[0].strip().lower()
    return essence in _INLINE or (essence.startswith(("audio/", "video/")) and not essence.endswith("+xml"))


def harmless_type(content_type: str | None) -> str:
    """The type as which such a file is handed out: bytes, where a browser could run it as a page or a script.

    An SVG stays what it is: nothing else tells browsers that it is a picture, and as one it runs nothing.
    """
    essence = (content_type or "").partition(";")[0].strip().lower()
    is_active = essence in _ACTIVE or (
        essence.endswith(("+xml", "javascript", "ecmascript")) and essence != "image/svg+xml"
    )
    return content_type if content_type and not is_active else _BYTES


def content_disposition(name: str, inline: bool) -> str:
    """A `Content-Disposition` value (RFC 6266) for any file name: ASCII, no line ends, no loose quotes.

    >>> content_disposition("plate.mov", inline=True)
    'inline; filename="plate.mov"'
    """
    kind = "inline" if inline else "attachment"
    clean = "".join("_" if char in '/\\"' or not char.isprintable() else char for char in name)
    if not clean:
        return kind
    # Some browsers decode a per cent sign even here.
    plain = "".join(char if char.isascii() and char != "%" else "_" for char in clean)
    if plain == clean:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
