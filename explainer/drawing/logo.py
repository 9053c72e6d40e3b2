"""A logo: a small image embedded as a data URL, so that a sheet is a single file."""

from base64 import b64encode
from typing import Final

LIMIT: Final = 200_000  # bytes; sheets may be sent by email

_KINDS: Final = {  # for each kind of image: its start, what starts its last part, and its end
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"IDAT", b"IEND\xaeB`\x82"),
    "jpeg": (b"\xff\xd8\xff", b"\xff\xda", b"\xff\xd9"),  # the preview in it has an end, too
    "gif": (b"GIF8", b"GIF8", b"\0;"),
}


def data_address(image: bytes) -> str | None:
    """Return an image as a data URL (RFC 2397), or None if it isn't a complete PNG, JPEG or GIF.

    What comes after the image, such as a camera's notes, does no harm.
    """
    for kind, (start, last, end) in _KINDS.items():
        if image.startswith(start) and end in image[max(0, image.rfind(last)) :]:
            return f"data:image/{kind};base64,{b64encode(image).decode()}"
    return None
