from dataclasses import dataclass

import pytest

from w2vcheck.artefacts import Store, Unavailable, provider, silent
from w2vcheck.errors import DataError


@dataclass(frozen=True)
class Flour:
    grams: int


@dataclass(frozen=True)
class Dough:
    grams: int


@dataclass(frozen=True)
class Bread:
    dough: Dough
    butter: bool


@dataclass(frozen=True)
class Butter:
    grams: int


@dataclass(frozen=True)
class Soup:
    """Its provider fails."""


@dataclass(frozen=True)
class Menu:
    """Its provider refuses what the user gave."""


@dataclass(frozen=True)
class Orphan:
    """Nobody provides it."""


CALLS: list[str] = []


@pytest.fixture(autouse=True)
def _forget_the_calls() -> None:
    CALLS.clear()


@provider("kneading")
def dough(flour: Flour) -> Dough:
    CALLS.append("dough")
    if flour.grams < 100:
        raise Unavailable("there is too little flour")
    return Dough(flour.grams * 2)


@provider("churning")
def butter() -> Butter:
    CALLS.append("butter")
    raise Unavailable("there is no milk")


@provider("baking")
def bread(dough: Dough, butter: Butter | None) -> Bread:
    CALLS.append("bread")
    return Bread(dough, butter is not None)


@provider("boiling")
def soup(flour: Flour) -> Soup:
    CALLS.append("soup")
    raise ZeroDivisionError(f"{flour.grams} divided by no guests")


@provider("writing the menu")
def menu() -> Menu:
    CALLS.append("menu")
    raise DataError("a pencil", "none", "buy one")


def store(grams: int = 500) -> Store:
    return Store({Flour: Flour(grams)})


def test_what_was_given_is_given_back() -> None:
    assert store().get(Flour) == Flour(500)


def test_artefacts_are_built_from_one_another_and_each_only_once() -> None:
    kitchen = store()

    first = kitchen.get(Bread)

    assert first == Bread(Dough(1000), butter=False)
    assert kitchen.get(Bread) is first
    assert kitchen.get(Dough) is first.dough
    assert sorted(CALLS) == ["bread", "butter", "dough"]


def test_nothing_is_built_before_it_is_asked_for() -> None:
    store()

    assert CALLS == []


def test_an_optional_artefact_is_none_where_it_cannot_be_had_and_itself_where_it_can() -> None:
    assert store().get(Bread).butter is False
    assert Store({Flour: Flour(500), Butter: Butter(20)}).get(Bread).butter is True


def test_what_needs_the_unavailable_is_unavailable_for_the_same_reason_and_that_is_remembered() -> None:
    kitchen = store(grams=5)

    for kind in (Bread, Dough, Bread):
        with pytest.raises(Unavailable, match=r"^there is too little flour$"):
            kitchen.get(kind)

    assert CALLS == ["dough"]
    assert kitchen.find(Bread) is None


def test_find_gives_the_artefact_where_there_is_one() -> None:
    assert store().find(Dough) == Dough(1000)


def test_a_crash_inside_a_provider_surfaces_as_it_is_each_time_and_is_not_repeated() -> None:
    kitchen = store()

    with pytest.raises(ZeroDivisionError, match="500 divided by no guests") as first:
        kitchen.get(Soup)
    with pytest.raises(ZeroDivisionError) as second:
        kitchen.get(Soup)

    assert first.value is second.value
    assert CALLS == ["soup"]


def test_a_crash_is_no_absence_even_for_those_who_could_do_without() -> None:
    with pytest.raises(ZeroDivisionError):
        store().find(Soup)


def test_what_the_user_got_wrong_passes_through() -> None:
    with pytest.raises(DataError, match=r"^Expected a pencil, found none; buy one.$"):
        store().find(Menu)


def test_what_nobody_provides_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match="no provider of Orphan in"):
        store().get(Orphan)


def test_built_tells_what_there_is_without_building_it() -> None:
    kitchen = store(grams=5)

    assert kitchen.built(Butter) is None
    assert CALLS == []
    assert kitchen.find(Dough) is None
    assert kitchen.built(Dough) is None

    kitchen = store()
    made = kitchen.get(Dough)
    assert kitchen.built(Dough) is made


def test_progress_names_each_stage_as_it_begins_and_only_once() -> None:
    stages: list[str] = []

    def progress(stage: str, done: float | None = None) -> None:
        assert done is None
        stages.append(stage)

    kitchen = Store({Flour: Flour(500)}, progress)

    kitchen.get(Bread)
    kitchen.get(Bread)

    assert stages == ["kneading", "churning", "baking"]
    silent("anything")  # the default listens and says nothing


def test_arguments_are_named_by_parameter_and_what_the_caller_gives_comes_first() -> None:
    @dataclass(frozen=True)
    class Options:
        slices: int = 2

    def eat(slices: Options, loaf: Dough, spread: Butter | None) -> None: ...

    arguments = store().arguments(eat, {Options: Options(7), Dough: Dough(1)})

    assert arguments == {"slices": Options(7), "loaf": Dough(1), "spread": None}
    assert store().arguments(dough) == {"flour": Flour(500)}


# --- stores that vary in one artefact ---------------------------------------------------------------------------------------


@provider("buying twice the flour")
def more_dough(dough: Dough) -> Dough:
    return Dough(dough.grams + 1)


def test_a_varied_store_makes_anew_what_follows_from_the_change() -> None:
    store = Store({Flour: Flour(200)})
    assert store.get(Bread).dough == Dough(400)

    varied = store.varied(more_dough)

    assert varied.get(Bread).dough == Dough(401)
    assert store.get(Bread).dough == Dough(400)
    assert CALLS.count("dough") == 1  # what there was before the change is shared


def test_a_varied_store_shares_what_does_not_follow_from_the_change() -> None:
    @provider("")
    def no_bread(dough: Dough) -> Bread:
        return Bread(dough, butter=True)

    store = Store({Flour: Flour(200)})
    varied = store.varied(no_bread)

    assert varied.get(Bread).butter
    assert varied.get(Dough) is store.get(Dough)
    assert CALLS == ["dough"]


def test_changes_of_one_artefact_are_laid_over_one_another() -> None:
    store = Store({Flour: Flour(200)}).varied(more_dough).varied(more_dough)

    assert store.get(Dough) == Dough(402)


def test_a_change_to_something_given_starts_from_it() -> None:
    @provider("")
    def more_flour(flour: Flour) -> Flour:
        return Flour(flour.grams + 50)

    assert Store({Flour: Flour(60)}).varied(more_flour).get(Dough) == Dough(220)


def test_a_change_sees_the_absence_of_what_there_was_before() -> None:
    with pytest.raises(Unavailable, match="too little flour"):
        Store({Flour: Flour(50)}).varied(more_dough).get(Dough)


def test_a_later_change_below_is_seen_by_an_earlier_one_above() -> None:
    @provider("")
    def buttered(dough: Dough) -> Bread:
        return Bread(dough, butter=True)

    store = Store({Flour: Flour(200)}).varied(buttered).varied(more_dough)

    assert store.get(Bread) == Bread(Dough(401), butter=True)
