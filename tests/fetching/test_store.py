"""The raw answers: untouched, found again, never trusted when damaged, and named by nothing that came in them."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helseplan.errors import DataError
from helseplan.fetching.files import csv_bytes, read_register, write_whole
from helseplan.fetching.store import INDEX, SEEN, VERIFIED, Place, Store

PLACE = Place("ssb", "07459")
BODY = '{"label": "Folketal – æøå"}\r\n'.encode()
WHEN = "2026-11-22T08:00:00+00:00"


def put(store: Store, content: bytes = BODY, key: str = "spørsmål", updated: str = "u1", when: str = WHEN):
    return store.put(PLACE, key, updated, content, "https://data.ssb.no/x", when)


def files(store: Store) -> list[str]:
    return sorted(path.name for path in (store.folder / "ssb" / "07459").glob("*.json"))


def test_an_answer_is_kept_byte_for_byte_and_found_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = put(store)
    sha = hashlib.sha256(BODY).hexdigest()
    assert kept.path.read_bytes() == BODY
    assert (kept.sha256, kept.bytes, kept.name) == (sha, len(BODY), f"ssb/07459/{sha[:16]}.json")
    assert Store(tmp_path).find(PLACE, "spørsmål", "u1") == kept
    assert store.holds(kept.name, sha) is True


@pytest.mark.parametrize(("key", "updated"), [("annet", "u1"), ("spørsmål", "u2"), ("spørsmål", "")])
def test_another_question_or_version_is_not_answered(tmp_path: Path, key: str, updated: str) -> None:
    store = Store(tmp_path)
    put(store)
    assert store.find(PLACE, key, updated) is None
    assert store.find(Place("dbh", "07459"), "spørsmål", "u1") is None


def test_the_same_bytes_are_one_file_whatever_was_asked(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = put(store)
    again = put(store, when="2027-01-01T00:00:00+00:00")
    assert again == first  # fetched once more, it is still the answer from the first day
    assert put(store, key="annet", updated="u2").path == first.path
    assert len(files(store)) == 1
    put(store, b"[]", updated="u3")
    assert len(files(store)) == 2


@pytest.mark.parametrize("damage", [b"", BODY[:-1], BODY.replace(b"label", b"lable")])
def test_a_damaged_file_counts_as_missing_and_is_mended_by_the_next_answer(
    tmp_path: Path, damage: bytes
) -> None:
    store = Store(tmp_path)
    kept = put(store)
    kept.path.write_bytes(damage)
    assert store.find(PLACE, "spørsmål", "u1") is None
    assert store.holds(kept.name, kept.sha256) is False
    put(store)
    assert store.find(PLACE, "spørsmål", "u1") == kept


def test_a_file_that_is_gone_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = put(store)
    kept.path.unlink()
    assert store.find(PLACE, "spørsmål", "u1") is None
    assert store.holds(kept.name, kept.sha256) is None


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "ssb/07459/../x.json", "/etc/passwd", "a/b", "ssb/07459/x.json"]
)
def test_no_name_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    assert Store(tmp_path).holds(name, "0" * 64) is None


@pytest.mark.parametrize(
    "place", [Place("..", "07459"), Place("ssb", "../x"), Place("ssb", ""), Place("ssb", "a/b")]
)
def test_a_table_number_that_is_a_path_is_refused(tmp_path: Path, place: Place) -> None:
    with pytest.raises(DataError, match="kan ikke brukes til en mappe"):
        Store(tmp_path / "raw").put(place, "k", "u", BODY, "https://x", WHEN)
    assert not list(tmp_path.rglob("*.json"))


def test_an_index_that_points_elsewhere_is_not_followed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = put(store)
    secret = tmp_path / "hemmelig.json"
    secret.write_bytes(BODY)
    index = kept.path.with_name("index.csv")
    index.write_text(index.read_text("utf-8").replace(kept.path.name, "../../hemmelig.json"), "utf-8")
    assert store.find(PLACE, "spørsmål", "u1") is None


DAMAGE = [b"", b"x,y\n1,2\n", b"\xff\xfe\x00garbage", b"\x00" * 100, b'"' * 7, b"{half}\nett,felt\n"]


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_register_counts_as_empty_and_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    stored = put(store)
    for path, columns in (
        (stored.path.with_name("index.csv"), INDEX),
        (tmp_path / "seen.csv", SEEN),
        (tmp_path / "verified.csv", VERIFIED),
    ):
        path.write_bytes(damage.replace(b"{half}", ",".join(columns).encode()))
    assert store.find(PLACE, "spørsmål", "u1") is None
    assert (store.seen(), store.verified_by_fetch()) == ([], set())
    store.saw("ssb-07459", "07459", "https://a", "2026", "2026", "i dag")
    store.verify("ssb-07459", "07459", "2026", "i dag")
    assert put(store).sha256 == stored.sha256
    assert store.find(PLACE, "spørsmål", "u1") == stored
    assert (len(store.seen()), store.verified_by_fetch()) == (1, {"ssb-07459"})


def test_a_size_that_is_no_number_counts_as_damage(tmp_path: Path) -> None:
    store = Store(tmp_path)
    index = put(store).path.with_name("index.csv")
    rows = read_register(index, INDEX)
    write_whole(index, csv_bytes(INDEX, [{**rows[0], "bytes": "mange"}]))
    assert store.find(PLACE, "spørsmål", "u1") is None


def test_what_was_seen_last_replaces_what_was_seen_before(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.saw("ssb-07459", "07459", "https://a", "2025", "2025", "i går")
    store.saw("ssb-07459", "07459", "https://b", "2024", "2024", "i går")
    store.saw("ssb-07459", "07459", "https://a", "2026", "2026", "i dag")
    assert [(row["base_url"], row["updated"]) for row in store.seen()] == [
        ("https://b", "2024"),
        ("https://a", "2026"),
    ]


def test_several_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: put(Store(tmp_path), f"[{n}]".encode(), f"spørsmål {n}"), range(24)))
    assert len({stored.name for stored in kept}) == 24
    store = Store(tmp_path)
    assert [store.find(PLACE, f"spørsmål {n}", "u1") for n in range(24)] == kept


def test_a_row_is_verified_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.verified_by_fetch() == set()
    store.verify("ssb-07459", "07459", "2026", "i går")
    store.verify("ssb-07459", "07459", "2027", "i dag")
    assert store.verified_by_fetch() == {"ssb-07459"}
    assert "i dag" not in (tmp_path / "verified.csv").read_text("utf-8")
