import polars as pl
import pytest

from w2vcheck.rules.data.w2v113_unsegmented_text import unbroken

SOLID = [
    "这家酒店的位置非常好，而且服务热情",
    "อาหารอร่อยมากและราคาไม่แพง",
    "この店のラーメンはとても美味しかったです",
    "ဒီဟိုတယ်ကအရမ်းကောင်းပါတယ်",
]
SPACED = [
    "这家 酒店 的 位置 非常 好",
    "苹果 发布 新 手机",
    "อาหาร อร่อย มาก และ ราคา ไม่ แพง",
    "この 店 の ラーメン は とても 美味しかった です",
    "호텔 위치가 정말 좋고 직원들이 친절했어요",
    "मुझे यह फ़िल्म पसंद है",
    "Donaudampfschifffahrtsgesellschaft",
    "https://example.org/some/very/long/path",
    "好吃",
    "",
    "...",
]


@pytest.mark.parametrize("text", SOLID)
def test_solid_texts(text: str) -> None:
    assert unbroken(pl.Series([text]), 8).tolist() == [True]


@pytest.mark.parametrize("text", SPACED)
def test_spaced_and_other_texts(text: str) -> None:
    assert unbroken(pl.Series([text]), 8).tolist() == [False]


@pytest.mark.parametrize("text", SOLID)
def test_spaces_every_few_characters_make_it_sound(text: str) -> None:
    spaced = " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    assert unbroken(pl.Series([spaced]), 8).tolist() == [False]


def test_each_text_is_judged_by_itself() -> None:
    assert unbroken(pl.Series(SOLID + SPACED), 8).tolist() == [True] * len(SOLID) + [False] * len(SPACED)
