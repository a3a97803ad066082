import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from w2vcheck.artefacts import Store
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.encoding import EncodingDamage, misread_runs
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings

SOUND = [
    "plain words",
    "Crème brûlée, naïve façade",
    "QUEL CAFÉ… À",
    "„MENÜ“ und Spaß…",
    "joué…»",
    "NESCAFÉ® JOUÉ™",
    "NÃO VOLTO AMANHÃ… IRMÃ”",
    "20 °C, 3×½, 2×², £5, ½ µm",
    "“curly” ‘quotes’ – dashes — and bullets •",
    "ÄÖÜäöüß ñ ¿qué? ¡sí! ÅÆØ åæø Ðð Þþ",
    "žluťoučký kůň ŠĐČĆŽ İstanbul ığüşöç",
    "मुझे यह फ़िल्म पसंद है",
    "อาหารอร่อยมาก",
    "எனக்கு இது பிடிக்கவில்லை",
    "الطَّعَامُ لَذِيذٌ",
    "не понравилось, «совсем»…",
    "好吃，下次再来！",
    "👍🏽 👨‍👩‍👧 ©®™",
]
MEANT = [
    "don’t",
    "café",
    "naïve",
    "“never” again",
    "žluť",
    "İstanbul ığ",
    "понравилось",
    "好吃",
    "👍 great",
    "£5",
    "20 °C",
    "à la",
]


def misread(text: str, encoding: str) -> str:
    """What a careless reader makes of it; bytes that Windows-1252 leaves undefined pass, as in browsers."""
    return "".join(
        byte.decode("latin-1") if encoding == "latin-1" or byte[0] in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else byte.decode("cp1252")
        for byte in (bytes([value]) for value in text.encode("utf-8"))
    )


def repaired(text: str) -> str:
    for start, end, meant in reversed(misread_runs(text)):
        text = text[:start] + meant + text[end:]
    return text


@pytest.mark.parametrize("text", SOUND)
def test_sound_texts_are_left_alone(text: str) -> None:
    assert misread_runs(text) == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", MEANT)
def test_misread_texts_are_repaired(text: str, encoding: str) -> None:
    assert repaired(misread(text, encoding)) == text


@given(st.text(st.characters(min_codepoint=0x100, max_codepoint=0xFFFF, categories=("Ll", "Lo")), min_size=3, max_size=12))
def test_whatever_script_it_was_it_comes_back(text: str) -> None:
    damaged = misread(text, "cp1252")

    assert len(damaged) > len(text)
    assert repaired(damaged) == text


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_what_is_found_is_utf8_and_gets_shorter(text: str) -> None:
    for start, end, meant in misread_runs(text):
        assert len(meant) < end - start == len(meant.encode("utf-8"))


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_ascii_is_never_damage(text: str) -> None:
    assume("\0" not in text)
    assert misread_runs(text) == []


def damage(texts: list[str]) -> EncodingDamage:
    frame = pl.DataFrame({"text": texts, "label": ["a", "b"] * (len(texts) // 2) + ["a"] * (len(texts) % 2)})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: Settings()}).get(EncodingDamage)


def test_each_row_is_in_one_kind() -> None:
    texts = [
        "all is well here",
        "donâ€™t \ufffd do that",
        "a lost \ufffd here",
        "that\x92s it then",
        "a \0 in there",
        "Thatï¿½me again",
    ]

    found = damage(texts)

    assert found.misread.tolist() == [1]
    assert found.replaced.tolist() == [2, 5]
    assert found.controls.tolist() == [3]
    assert found.nul.tolist() == [4]
    assert found.rows.tolist() == [1, 2, 3, 4, 5]


def test_repairs_show_before_and_after() -> None:
    (repair,) = damage(["a text without any fault", "we really donâ€™t like it any more"]).repairs

    assert (repair.row, repair.damaged, repair.repaired) == (1, "e really donâ€™t like it an", "e really don’t like it an")


def test_no_sound_text_is_damaged() -> None:
    assert damage(SOUND).rows.tolist() == []
