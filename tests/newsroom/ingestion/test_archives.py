"""ZIPs of pages, good, bad and made to hurt."""

import io
import stat
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ingestion import archives
from newsroom.ingestion.archives import Member, NotZip, Reason, members
from tests.packing import page, zipped

PAGE = page()


def told(body: bytes) -> dict[str, Reason | None]:
    return {one.name: one.left_out for one in members(body)}


def test_pages_and_texts_come_without_their_folders() -> None:
    found = members(zipped({"a/b/fund.html": PAGE, "../../etc/levy.txt": "The levy"}))
    assert found == [Member("fund.html", PAGE.encode()), Member("levy.txt", b"The levy")]


def test_what_is_no_page_is_named_and_the_rest_is_read() -> None:
    packed = zipped({"fund.html": PAGE, "chart.png": b"\x89PNG", "more.zip": "", "odd.pdf": "x"})
    assert told(packed) == {
        "fund.html": None,
        "chart.png": Reason.OTHER,
        "more.zip": Reason.NESTED,
        "odd.pdf": Reason.OTHER,
    }


def test_the_pictures_of_a_saved_page_and_what_systems_add_are_passed_over() -> None:
    packed = zipped(
        {
            "fund.html": PAGE,
            "fund_files/logo.png": b"\x89PNG",
            "fund_files/frame.html": "<p>Buy a ferry",
            "__MACOSX/._fund.html": "x",
            ".DS_Store": "x",
            "folder/": "",
        }
    )
    assert told(packed) == {"fund.html": None}


def test_a_zip_that_is_called_a_page_is_not_unpacked() -> None:
    inner = zipped({"fund.html": PAGE})
    assert told(zipped({"fund.html": inner, "good.html": PAGE})) == {
        "fund.html": Reason.NESTED,
        "good.html": None,
    }


def test_links_are_not_followed() -> None:
    entry = zipfile.ZipInfo("fund.html")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert told(_with(entry, "/etc/passwd")) == {"fund.html": Reason.LINK}


def test_what_is_locked_is_left_out_and_the_rest_read() -> None:
    packed = bytearray(zipped({"fund.html": PAGE, "locked.html": PAGE}))
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    assert told(bytes(packed)) == {"fund.html": None, "locked.html": Reason.ENCRYPTED}


def test_what_is_packed_in_another_way_is_left_out() -> None:
    assert told(zipped({"fund.html": PAGE}, zipfile.ZIP_LZMA)) == {"fund.html": Reason.METHOD}


def test_what_unpacks_to_far_more_than_a_page_is_left_out() -> None:
    packed = zipped({"bomb.html": b"a" * (5 * 2**20), "fund.html": PAGE})
    assert told(packed) == {"bomb.html": Reason.TOO_TIGHT, "fund.html": None}


def test_a_size_that_is_not_true_is_not_believed() -> None:
    body = bytes(range(256)) * 50_000
    packed = bytearray(zipped({"large.html": body, "fund.html": PAGE}))
    at = packed.index(b"PK\x01\x02") + 24
    packed[at : at + 4] = (100).to_bytes(4, "little")
    assert told(bytes(packed))["large.html"] in {Reason.BROKEN, Reason.TOO_LARGE}
    honest = zipped({"large.html": body, "fund.html": PAGE})
    assert told(honest) == {"large.html": Reason.TOO_LARGE, "fund.html": None}


def test_no_more_is_read_than_may_be_brought_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_PAGES", 2)
    packed = zipped({f"{number}.html": PAGE for number in range(3)})
    assert told(packed) == {"0.html": None, "1.html": None, "2.html": Reason.TOO_MANY}
    monkeypatch.setattr(archives, "MOST_PAGES", 100)
    monkeypatch.setattr(archives, "LARGEST_WHOLE", len(PAGE.encode()) + 10)
    assert told(packed) == {"0.html": None, "1.html": Reason.TOO_MANY, "2.html": Reason.TOO_MANY}


def test_a_damaged_file_is_left_out_and_the_rest_read() -> None:
    packed = zipped({"torn.html": PAGE, "fund.html": PAGE})
    at = packed.index(b"torn.html") + len("torn.html") + 5
    torn = packed[:at] + b"\xff\xfe\xfd" + packed[at + 3 :]
    assert told(torn) == {"torn.html": Reason.BROKEN, "fund.html": None}


@pytest.mark.parametrize(
    "body",
    [b"PK\x03\x04docx", zipped({"fund.html": PAGE})[:-30], b"PK\x01\x02" * 6000, b"PK\x05\x06"],
)
def test_what_is_no_zip_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(NotZip) as refused:
        members(body)
    assert refused.value.is_broken


@pytest.mark.parametrize("name", ["mimetype", "[Content_Types].xml"])
def test_books_and_office_files_are_no_zips_of_pages(name: str) -> None:
    with pytest.raises(NotZip) as refused:
        members(zipped({name: "application/epub+zip", "chapter.xhtml": PAGE}))
    assert not refused.value.is_broken


@given(st.integers(0, 2**16), st.binary(min_size=1, max_size=8))
def test_whatever_is_broken_in_it_is_said(place: int, noise: bytes) -> None:
    packed = bytearray(zipped({"fund.html": PAGE, "levy.txt": "The levy"}))
    at = place % len(packed)
    packed[at : at + len(noise)] = noise
    with suppress(NotZip):
        assert len(members(bytes(packed))) <= 3


def _with(entry: zipfile.ZipInfo, body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, body)
    return packed.getvalue()
