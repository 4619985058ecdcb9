"""What the desk begins an answer with: the same in three languages, plain, and never finished."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.rules.answers import AnswerKind
from portal.text_blocks import BLANK, BlockError, blocks, blocks_for, has_blank, read_blocks
from tests.lix import WORD, lix

LANGUAGES = ("nb", "nn", "en")
SPELLING = Path(__file__).parent / "spelling"
EVERY_BLOCK = [(language, code) for language in LANGUAGES for code in blocks(language)]
every_block = pytest.mark.parametrize(("language", "code"), EVERY_BLOCK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_blocks_in_the_same_order_in_every_language(language: str) -> None:
    assert list(blocks(language)) == list(blocks("nb"))
    assert [b.kind for b in blocks(language).values()] == [b.kind for b in blocks("nb").values()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", AnswerKind)
def test_every_kind_of_answer_has_somewhere_to_begin(kind: AnswerKind, language: str) -> None:
    found = blocks_for(kind, language)
    assert len(found) >= 2
    assert {block.kind for block in found.values()} == {kind}


@every_block
def test_a_block_is_never_an_answer_by_itself(language: str, code: str) -> None:
    """Reasons and facts are what only the one who answers knows."""
    block = blocks(language)[code]
    assert has_blank(block.text)
    assert not has_blank(block.title)


@every_block
def test_a_translation_has_the_same_paragraphs_and_blanks(language: str, code: str) -> None:
    def shape(text: str) -> list[int]:
        return [paragraph.count(BLANK) for paragraph in text.split("\n\n")]

    assert shape(blocks(language)[code].text) == shape(blocks("nb")[code].text)


@pytest.mark.parametrize("kind", [AnswerKind.REFUSED, AnswerKind.IN_PART])
@pytest.mark.parametrize(
    ("language", "reason"),
    [("nb", "fordi|Grunnen"), ("nn", "fordi|Grunnen"), ("en", "because|reason")],
)
def test_a_no_asks_for_its_reason_and_what_weighed(
    kind: AnswerKind, language: str, reason: str
) -> None:
    for block in blocks_for(kind, language).values():
        assert re.search(rf"({reason})[^.…]* {BLANK}", block.text)
        assert block.text.count(BLANK) >= 2


@every_block
def test_no_law_references_dates_or_names_of_bodies(language: str, code: str) -> None:
    """The law and how to complain come with the form, the same way each time."""
    text = blocks(language)[code].text
    assert not re.search(r"§|\d|kapittel|Statsforvalt|ombud|ombod|County Governor", text)


@every_block
def test_blocks_are_easy_to_read(language: str, code: str) -> None:
    assert lix(blocks(language)[code].text.replace(BLANK, "dette")) <= 35


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_words_are_spelled_right(language: str) -> None:
    if shutil.which("hunspell") is None:
        pytest.fail("Spelling is not checked. Run: apt-get install -y hunspell hunspell-no")
    texts = " ".join(f"{block.title} {block.text}" for block in blocks(language).values())
    answer = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", f"{language}_NO", "-l"],
        input="\n".join(sorted(set(WORD.findall(texts)))),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (SPELLING / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    allowed = {word for line in lines for word in line.partition("#")[0].split()}
    wrong = {w for w in answer.stdout.split() if not {w, w[0].lower() + w[1:]} & allowed}
    assert wrong == set()


def test_an_answer_with_a_blank_left_is_seen() -> None:
    assert has_blank("Grunnen er at …")
    assert not has_blank("Grunnen er at du har fått hjelp.")


WHOLE = '[a]\nkind = "refused"\ntitle = "Nei"\ntext = "Grunnen er …"\n'


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "blocks.toml"
    path.write_text(WHOLE, encoding="utf-8")
    block = read_blocks(path)["a"]
    assert (block.kind, block.title, block.text) == (AnswerKind.REFUSED, "Nei", "Grunnen er …")


@pytest.mark.parametrize(
    ("found", "broken", "said"),
    [
        ('kind = "refused"', 'kind = "no"', "a.kind: choose one of"),
        ('title = "Nei"', "title = 1", "a.title: must be words"),
        ('text = "Grunnen er …"', 'text = " "', "a.text: must be words"),
        ('title = "Nei"\n', "", "a: must be a table with kind, text, title"),
        ("[a]\n", "", "kind: must be a table"),
        ('title = "Nei"', "title = ", "blocks.toml:"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, found: str, broken: str, said: str) -> None:
    assert found in WHOLE
    path = tmp_path / "blocks.toml"
    path.write_text(WHOLE.replace(found, broken), encoding="utf-8")
    with pytest.raises(BlockError, match=re.escape(said)):
        read_blocks(path)
