"""Which files make up a data set, what they must contain, and where they are in a folder.

The digests are of the *uncompressed* content. The same data travels in gzip files that differ in
their bytes (the Debian package was compressed without file names, so its md5 sums are not those
torchvision publishes), and a cache holds no gzip files at all; one digest serves for all of them.
Those of the real set were computed from Debian's dataset-fashion-mnist 0.0~git20200523.55506a9-1,
those of the sample from what autograder.data.make_sample makes of it.
"""

from collections.abc import Mapping
from pathlib import Path

TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

REAL = "fashion-mnist"
SAMPLE = "fashion-mnist-sample"

SHA256: Mapping[str, Mapping[str, str]] = {
    REAL: {
        TRAIN_IMAGES: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        TRAIN_LABELS: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        TEST_IMAGES: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        TEST_LABELS: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    SAMPLE: {
        TRAIN_IMAGES: "444ed5f7ce17397f236f5eba17dd507d3f6912f04edd3e4f1701cdf82f2cc0c5",
        TRAIN_LABELS: "35d691216f65485d010cc635af5574a9dc04aa5060de9be64ab6e5cb5ead38e9",
        TEST_IMAGES: "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
        TEST_LABELS: "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909",
    },
}

# Relative to a folder that somebody names: the files lie in it, or where torchvision puts them.
RAW = Path("FashionMNIST", "raw")
_PLACES = (Path(), RAW, Path("raw"))


def name_of(digests: Mapping[str, str]) -> str | None:
    """The data set whose files have exactly these digests (by file name), or None."""
    return next((name for name, known in SHA256.items() if dict(known) == dict(digests)), None)


def find_files(folder: Path) -> dict[str, Path]:
    """Where each of the four files is in `folder`, by name; absent ones are left out.

    The uncompressed file is preferred to ``.gz`` beside it. All come from one place: files of two
    places are never mixed; the place with most of them counts.
    """
    found = [_files_directly_in(folder / place) for place in _PLACES]
    return max(found, key=len)


def _files_directly_in(folder: Path) -> dict[str, Path]:
    candidates = [(name, folder / (name + end)) for name in FILES for end in (".gz", "")]
    return {name: path for name, path in candidates if path.is_file()}
