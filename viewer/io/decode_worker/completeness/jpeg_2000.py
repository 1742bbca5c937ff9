"""JPEG 2000 data whose parts are not as long as they say: some decoders make the rest up.

References
----------
ITU-T T.800, A.4.2 (start of tile-part).
"""

import struct

_SOT, _EOC = b"\xff\x90", b"\xff\xd9"
_SOT_BYTES = 12


def has_whole_parts(data: bytes) -> bool:
    """Whether every tile-part is as long as it says and the end follows the last.

    Parameters
    ----------
    data
        Codestream; padding may follow its end.
    """
    place = data.find(_SOT)
    while place >= 0 and data[place : place + 2] == _SOT:
        if place + _SOT_BYTES > len(data):
            return False
        (length,) = struct.unpack_from(">I", data, place + 6)
        if length == 0:  # up to the end
            return data.rfind(_EOC) >= place + _SOT_BYTES
        if length < _SOT_BYTES:
            return False
        place += length
    return place >= 0 and data[place : place + 2] == _EOC
