"""Small .npz files as NumPy writes them, for the tests of reading data. Writes golden/npz/."""

import pathlib

import numpy

folder = pathlib.Path(__file__).parent / "golden" / "npz"
folder.mkdir(exist_ok=True)

pictures = (numpy.arange(6 * 1 * 2 * 2) / 8 - 1).reshape(6, 1, 2, 2)
labels = numpy.array([0, 1, 2, 0, 1, 2])

numpy.savez(folder / "stored.npz", x=pictures.astype("float32"), y=labels)
numpy.savez_compressed(folder / "deflated.npz", x=pictures, y=labels.astype("uint8"))
numpy.savez(folder / "bytes.npz", x=(numpy.arange(24) * 10).astype("uint8").reshape(6, 1, 2, 2), y=labels.astype("int32"))
numpy.savez(folder / "fortran.npz", x=numpy.asfortranarray(pictures.astype("float32")), y=labels)
numpy.savez(folder / "bigEndian.npz", x=pictures.astype(">f4"), y=labels)
numpy.savez(folder / "regression.npz", x=pictures.astype("float32"), y=pictures.reshape(6, 4).astype("float32"))
numpy.savez(folder / "words.npz", x=numpy.arange(18).reshape(6, 3), y=labels)
