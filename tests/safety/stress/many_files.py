"""Folders of very many files, written in a moment: copies of one file in which a few bytes differ."""

from pathlib import Path

from tests.synthetic import dicom_bytes, mr_image

_UID = "1.2.826.0.1.3680043.10.9999.7.1{:06d}"


def thousands_of_slices(folder: Path, count: int) -> Path:
    """Write one axial series of so many slices of 32 × 32 pixels, 1 mm apart."""
    folder.mkdir(parents=True)
    made = mr_image(instance=100_000, position=(0.0, 0.0, 100_000.5))
    made.SOPInstanceUID = _UID.format(0)
    template = dicom_bytes(made)
    marks = (_UID.format(0).encode(), b"100000.5", b"100000 ")
    assert all(mark in template for mark in marks[:2])
    for number in range(1, count + 1):
        data = template.replace(marks[0], _UID.format(number).encode())
        data = data.replace(marks[1], f"{number:06d}.5".encode()).replace(b"100000", f"{number:06d}".encode())
        (folder / f"IM{number:06d}").write_bytes(data)
    return folder


def thousands_of_rubbish(folder: Path, count: int) -> Path:
    """Write files of every kind that are no image, in folders of a thousand."""
    kinds = (
        b"",
        b"hello",
        b"%PDF-1.4 " + bytes(300),
        b"PK\x05\x06" + bytes(18),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
    )
    for number in range(count):
        if number % 1000 == 0:
            inner = folder / f"{number // 1000:03d}"
            inner.mkdir(parents=True)
        (inner / f"{number:05d}.{('txt', 'pdf', 'dcm', 'jpg')[number % 4]}").write_bytes(kinds[number % len(kinds)])
    return folder
