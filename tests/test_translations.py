"""Nynorsk and English are whole, fresh and keep every placeholder, or the build fails."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language: str):
    with (catalogues.FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="session")
def source_texts(tmp_path_factory) -> set[object]:
    """Every sentence the code and the templates hold today."""
    path: Path = tmp_path_factory.mktemp("texts") / "messages.pot"
    catalogues.extract(path)
    with path.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_catalogue_is_fresh_and_whole(language, source_texts):
    known = {message.id: message for message in catalogue(language) if message.id}
    assert set(known) == source_texts, "run: python3 -m portal translate"
    for message in known.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), f"empty: {message.id}"
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_placeholders_and_shape_are_kept(language):
    for message in catalogue(language):
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for said in strings:
            allowed = {frozenset(PLACEHOLDER.findall(text)) for text in sources}
            assert frozenset(PLACEHOLDER.findall(said)) in allowed, said
            # ":" and "…" may differ; a sentence that ends must end in every language.
            assert sources[0][-1:] in ".!?" or said[-1:] not in ".!", said


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_compiled_catalogue_is_the_one_in_the_repository(language):
    made = BytesIO()
    write_mo(made, catalogue(language))
    kept = (catalogues.FOLDER / language / "LC_MESSAGES" / "messages.mo").read_bytes()
    assert made.getvalue() == kept, "run: python3 -m portal translate"


def test_nynorsk_is_nynorsk():
    """A few words no nynorsk sentence holds; the articles are spell-checked word by word."""
    for message in catalogue("nn"):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for said in strings:
            bokmal = re.findall(
                r"\b(ikke|jeg|hvem|hva|hvordan|noen|fra|tjeneste[nr]?|bare|gjøre)\b", said
            )
            assert not bokmal, f"{said} {bokmal}"
