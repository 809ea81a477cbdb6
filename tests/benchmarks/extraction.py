"""What finding the text of a page costs, next to plain trafilatura.

    python tests/benchmarks/extraction.py [FOLDER] [--rounds 5]

Reads all pages of FOLDER (*.html and *.html.gz; without it those of the sample library) with both,
in one process, page by page in turn, and prints the processor time of each and the ratio. Several
rounds are made; the least of each is what counts, as other programs only ever add to it.
"""

import argparse
import gzip
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import trafilatura  # noqa: E402

from newsroom.ingestion.absence import NoArticle  # noqa: E402
from newsroom.ingestion.confined import extract_confined  # noqa: E402
from newsroom.ingestion.extraction import extract  # noqa: E402

URL = "https://harbour-post.example/news/ferry-levy"
SAMPLES = ROOT / "newsroom" / "samples"


def files_in(folder: Path) -> list[Path]:
    """Return the pages of a folder."""
    return sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])


def page_in(file: Path) -> bytes:
    """Return a page, unpacked."""
    body = file.read_bytes()
    return gzip.decompress(body) if file.suffix == ".gz" else body


def ours(page: bytes) -> None:
    with suppress(NoArticle):
        extract(page, URL)


def plain(page: bytes) -> None:
    trafilatura.bare_extraction(page, url=URL)


def in_a_child(page: bytes) -> None:
    with suppress(NoArticle):
        extract_confined(page, URL)


def round_of(pages: Sequence[bytes], ways: Sequence[Callable[[bytes], None]]) -> list[float]:
    """Return the processor seconds that each way takes for all pages."""
    spent = [0.0] * len(ways)
    for page in pages:
        for place, way in enumerate(ways):
            begun = time.process_time()
            way(page)
            spent[place] += time.process_time() - begun
    return spent


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    asked.add_argument("--rounds", type=int, default=5)
    options = asked.parse_args()
    pages = [page_in(file) for file in files_in(options.folder)]
    if not pages:
        raise SystemExit(f"There are no pages in {options.folder}.")
    ways = [ours, plain, in_a_child]
    round_of(pages[:20], ways)
    rounds = [round_of(pages, ways) for _ in range(options.rounds)]
    mine, theirs, asking = (min(some) * 1000 / len(pages) for some in zip(*rounds, strict=True))
    print(f"{len(pages)} pages, {options.rounds} rounds, milliseconds of processor for each page")
    print(f"ours {mine:.2f}, trafilatura {theirs:.2f}, ratio {mine / theirs:.2f}")
    print(f"handing a page to a child and back: {asking:.2f}")


if __name__ == "__main__":
    main()
