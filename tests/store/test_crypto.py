"""Sealed columns: what is sealed for one cell opens there and nowhere else."""

import base64
import re

import pytest

from portal.store import crypto
from portal.store.crypto import Keyring, KeyringError, SealBroken, lookup, seal, unseal
from tests.databases import COLUMN_KEY, KEYRING, LOOKUP_KEY

NEW_KEY = base64.b64encode(b"n" * 32).decode()
ROTATING = Keyring.parse(f"k2:{NEW_KEY},k1:{COLUMN_KEY}", LOOKUP_KEY)
ONLY_NEW = Keyring.parse(f"k2:{NEW_KEY}", LOOKUP_KEY)


@pytest.mark.parametrize("text", ["", "Kari Prøvesen", "Šárá \u200f عربي 🙂", "x" * 10_000])
def test_what_is_sealed_opens_in_its_own_cell(text):
    assert (
        unseal(KEYRING, "wishes.name", "row1", seal(KEYRING, "wishes.name", "row1", text)) == text
    )


@pytest.mark.parametrize("cell", [("wishes.phone", "row1"), ("wishes.name", "row2")])
def test_it_does_not_open_in_another_cell(cell):
    with pytest.raises(SealBroken):
        unseal(KEYRING, *cell, seal(KEYRING, "wishes.name", "row1", "Kari"))


def test_not_one_bit_can_be_changed():
    sealed = seal(KEYRING, "wishes.name", "row1", "Kari")
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(SealBroken):
                unseal(KEYRING, "wishes.name", "row1", bytes(changed))


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01\x02k1", b"Kari"])
def test_what_was_never_sealed_does_not_open(value):
    with pytest.raises(SealBroken):
        unseal(KEYRING, "wishes.name", "row1", value)


def test_the_same_text_is_never_sealed_alike():
    assert len({seal(KEYRING, "wishes.name", "row1", "Kari") for _ in range(100)}) == 100


def test_a_seal_says_version_and_key():
    assert seal(ROTATING, "wishes.name", "row1", "Kari").startswith(b"\x01\x02k2")


def test_an_old_key_opens_and_only_the_first_one_writes():
    old = seal(KEYRING, "wishes.name", "row1", "Kari")
    assert unseal(ROTATING, "wishes.name", "row1", old) == "Kari"
    new = seal(ROTATING, "wishes.name", "row1", "Kari")
    assert unseal(ONLY_NEW, "wishes.name", "row1", new) == "Kari"
    with pytest.raises(SealBroken):
        unseal(ONLY_NEW, "wishes.name", "row1", old)


def test_a_lookup_differs_by_purpose_key_and_value():
    other_key = Keyring.parse(f"k1:{COLUMN_KEY}", NEW_KEY)
    hashes = {
        lookup(KEYRING, "cases.phone", "+4799999901"),
        lookup(KEYRING, "cases.phone", "+4799999902"),
        lookup(KEYRING, "limits.phone", "+4799999901"),
        lookup(other_key, "cases.phone", "+4799999901"),
    }
    assert len(hashes) == 4
    assert {len(value) for value in hashes} == {32}


@pytest.mark.parametrize(
    ("columns", "look_up"),
    [
        ("", LOOKUP_KEY),
        (COLUMN_KEY, LOOKUP_KEY),
        ("k1:no base64!", LOOKUP_KEY),
        ("k1:" + base64.b64encode(b"short").decode(), LOOKUP_KEY),
        (f"k1:{COLUMN_KEY},k1:{NEW_KEY}", LOOKUP_KEY),
        (f"k1:{COLUMN_KEY}", ""),
        (f"k1:{COLUMN_KEY}", COLUMN_KEY),
    ],
    ids=[
        "none",
        "no name",
        "no base64",
        "short",
        "same name",
        "no lookup",
        "lookup is a column key",
    ],
)
def test_unusable_keys_are_refused_and_never_shown(columns, look_up):
    with pytest.raises(KeyringError) as refusal:
        Keyring.parse(columns, look_up)
    assert COLUMN_KEY not in str(refusal.value)


def test_a_keyring_does_not_show_its_keys():
    assert "cccc" not in repr(KEYRING)
    assert COLUMN_KEY not in repr(KEYRING)


def test_references_are_read_out_without_doubt():
    references = {crypto.new_reference() for _ in range(2000)}
    assert len(references) == 2000
    shape = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}")
    assert all(shape.fullmatch(reference) for reference in references)
    assert set("".join(references)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")


def test_ids_hold_128_random_bits():
    assert all(re.fullmatch("[0-9a-f]{32}", crypto.new_id()) for _ in range(100))
    assert len({crypto.new_id() for _ in range(2000)}) == 2000
