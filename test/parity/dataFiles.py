"""Small data files as other programs write them, and what torchvision and PyTorch make of them.

    python3 test/parity/dataFiles.py        # with torch, torchvision, numpy and Pillow
"""

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from torchvision.datasets import ImageFolder

OUT = Path(__file__).parent / "golden" / "data"


def picture(seed: int, width: int, height: int) -> Image.Image:
    """Soft colours, so that JPEG keeps them, with one edge."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    channels = [127 + 120 * np.sin(3 * x + (2 + k) * y + seed + k) for k in range(3)]
    pixels = np.stack(channels, axis=-1)
    pixels[: height // 3, : width // 4] *= 0.3
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def images() -> dict:
    folder = OUT / "images"
    first, second = folder / "cat", folder / "dog" / "more"
    first.mkdir(parents=True)
    second.mkdir(parents=True)
    picture(0, 24, 18).save(first / "colour.png")
    picture(1, 18, 31).convert("L").save(first / "grey.png")
    picture(2, 20, 20).convert("P", palette=Image.ADAPTIVE, colors=11).save(first / "palette.png")
    picture(3, 17, 9).convert("1").save(first / "twoColours.png")
    alpha = picture(4, 12, 12)
    alpha.putalpha(100)
    alpha.save(second / "alpha.png")
    picture(5, 40, 30).save(second.parent / "baseline.jpg", quality=95, subsampling=0)
    picture(6, 33, 47).save(second.parent / "progressive.jpeg", quality=95, subsampling=0, progressive=True)
    picture(7, 32, 32).save(second / "subsampled.JPG", quality=90, subsampling=2)
    picture(8, 26, 19).convert("L").save(second / "grey.jpg", quality=95)
    expected = {}
    for name, size in (("small", 8), ("large", 13)):
        resize = transforms.Compose([transforms.Resize(size), transforms.CenterCrop(size), transforms.ToTensor()])
        dataset = ImageFolder(str(folder), transform=resize)
        expected[name] = {
            "files": [str(Path(file).relative_to(folder)) for file, _ in dataset.samples],
            "labels": [label for _, label in dataset.samples],
            "pixels": [(pixels * 255).round().int().flatten().tolist() for pixels, _ in dataset],
        }
    return expected


def cifar() -> dict:
    folder = OUT / "cifar-10-batches-py"
    folder.mkdir()
    generator = np.random.default_rng(0)
    # Few different values, so that the files pack well.
    data = generator.integers(0, 4, (3, 3072), dtype=np.uint8) * 60
    labels = [3, 9, 0]
    text = {"batch_label": "training batch 1 of 5", "labels": labels, "data": data, "filenames": ["a", "b", "c"]}
    in_bytes = {key.encode(): value for key, value in text.items()}
    (folder / "data_batch_1").write_bytes(pickle.dumps(in_bytes, protocol=2))
    (folder / "data_batch_2").write_bytes(pickle.dumps(text, protocol=4))
    (folder / "test_batch").write_bytes(pickle.dumps(text, protocol=5))
    return {"labels": labels, "sums": data.reshape(3, 3, 1024).sum(-1).tolist(), "first": data[0, :40].tolist()}


def orders() -> list:
    """Batches of three epochs of a `DataLoader` with a generator of its own."""
    loader = torch.utils.data.DataLoader(
        range(10), batch_size=4, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(6)
    )
    return [batch.tolist() for _ in range(3) for batch in loader]


def split() -> list:
    parts = torch.utils.data.random_split(range(10), [8, 2], generator=torch.Generator().manual_seed(3))
    return [list(part.indices) for part in parts]


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    expected = {"images": images(), "cifar": cifar(), "orders": orders(), "split": split()}
    (OUT / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
