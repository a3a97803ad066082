from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from w2vcheck.artefacts import Store, Unavailable, provider
from w2vcheck.errors import ConfigError, DataError
from w2vcheck.results import Confidence, Crashed, Finding, Location, Measure, Measured, Severity, Skipped
from w2vcheck.rule import Check, LoadedRule, Result, Rule, load_rules, matches
from w2vcheck.runner import Findings, run, selected, settle
from w2vcheck.settings import Settings, override

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
HIGH, LOW = Confidence.HIGH, Confidence.LOW

Run = Callable[..., Findings]
Silences = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    value: int


@dataclass(frozen=True)
class Missing:
    """Its provider has a reason."""


@dataclass(frozen=True)
class Broken:
    """Its provider fails."""


@provider("looking for what is missing")
def missing() -> Missing:
    raise Unavailable("there is none here")


@provider("breaking")
def broken() -> Broken:
    raise ZeroDivisionError("nothing to divide by")


@dataclass(frozen=True)
class Options:
    above: int = 10


def share(value: float = 0.5, name: str = "share") -> Measure:
    return Measure.exact(name, value, "share", 10)


def rule(
    code: str, *checks: Check, severity: Severity = ERROR, silences: tuple[str, ...] = (), options: type | None = None
) -> LoadedRule:
    made = Rule(code, f"name-of-{code}", severity, "0.1.0", "a summary", "a reason.", "a fix.", silences)
    for one in checks:
        made.check(one)
    return LoadedRule(made, "a page", options)


def speaking(code: str, severity: Severity = ERROR, silences: tuple[str, ...] = ()) -> LoadedRule:
    def check() -> Iterator[Result]:
        yield found(code, severity)

    return rule(code, check, severity=severity, silences=silences)


def found(code: str, severity: Severity = ERROR, confidence: Confidence = HIGH, also: tuple[str, ...] = ()) -> Finding:
    return Finding(code, f"name-of-{code}", severity, confidence, f"message of {code}.", "a reason.", "a fix.", also=also)


@pytest.fixture
def run_rules(monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_rules(*rules: LoadedRule, **options: object) -> Findings:
        monkeypatch.setattr("w2vcheck.runner.load_rules", lambda: rules)
        settings = override(Settings(), {f"rules.{name}": value for name, value in options.items()})
        return run(Store({Answer: Answer(42)}), settings)

    return run_rules


# --- running --------------------------------------------------------------------------------------------------------------


def test_a_rule_gets_what_its_parameters_name_and_what_it_says_is_sorted(run_rules: Run) -> None:
    def check(answer: Answer, missing: Missing | None) -> Iterator[Result]:
        assert missing is None
        measure = share(answer.value)
        yield measure
        yield share(0.1, "another")
        yield Finding("W2V901", "name-of-W2V901", ERROR, HIGH, "a message.", "a reason.", "a fix.", measure)

    said = run_rules(rule("W2V901", check))

    assert [finding.code for finding in said.found] == ["W2V901"]
    assert said.measured == [
        Measured("W2V901", "name-of-W2V901", share(42), fired=True),
        Measured("W2V901", "name-of-W2V901", share(0.1, "another"), fired=False),
    ]
    assert (said.skipped, said.crashed) == ([], [])


def test_a_healthy_rule_only_measures(run_rules: Run) -> None:
    def check() -> Iterator[Result]:
        yield share()

    said = run_rules(rule("W2V901", check))

    assert said.found == []
    assert said.measured == [Measured("W2V901", "name-of-W2V901", share(), fired=False)]


def test_a_rule_without_its_artefact_is_skipped_with_the_reason(run_rules: Run) -> None:
    def check(_: Missing) -> Iterator[Result]:
        yield found("W2V901")

    said = run_rules(rule("W2V901", check), speaking("W2V902"))

    assert said.skipped == [Skipped("W2V901", "name-of-W2V901", "there is none here")]
    assert [finding.code for finding in said.found] == ["W2V902"]


def test_a_check_may_find_out_by_itself_that_it_cannot_run(run_rules: Run) -> None:
    def check(answer: Answer) -> Iterator[Result]:
        if answer.value < 100:
            raise Unavailable("too few rows")
        yield share()

    assert run_rules(rule("W2V901", check)).skipped == [Skipped("W2V901", "name-of-W2V901", "too few rows")]


def test_a_rule_with_two_checks_is_skipped_only_where_neither_can_run(run_rules: Run) -> None:
    def on_data(answer: Answer) -> Iterator[Result]:
        yield share(answer.value)

    def on_code(_: Missing) -> Iterator[Result]:
        yield found("W2V901")

    assert run_rules(rule("W2V901", on_data, on_code)).skipped == []
    assert run_rules(rule("W2V901", on_code, on_code)).skipped == [Skipped("W2V901", "name-of-W2V901", "there is none here")]


def test_a_rule_that_crashes_says_so_and_the_others_go_on(run_rules: Run) -> None:
    def check(answer: Answer) -> Iterator[Result]:
        yield share()
        raise KeyError(f"no {answer.value}")

    said = run_rules(rule("W2V901", check), speaking("W2V902"))

    assert said.crashed == [Crashed("W2V901", "name-of-W2V901", "KeyError: 'no 42'")]
    assert said.measured == []  # half a result is none
    assert said.skipped == []
    assert [finding.code for finding in said.found] == ["W2V902"]


def test_one_crash_of_a_shared_artefact_is_reported_once(run_rules: Run) -> None:
    def check(_: Broken) -> Iterator[Result]:
        yield share()

    said = run_rules(*(rule(code, check) for code in ("W2V901", "W2V902", "W2V903")))

    assert said.crashed == [Crashed("W2V901", "name-of-W2V901", "ZeroDivisionError: nothing to divide by")]
    assert [(one.code, one.reason) for one in said.skipped] == [
        ("W2V902", "it needs something that failed in another rule"),
        ("W2V903", "it needs something that failed in another rule"),
    ]


def test_two_rules_that_crash_by_themselves_are_two_crashes(run_rules: Run) -> None:
    # Python gives the memory, and so the id, of a forgotten exception to the next one.
    def crashing(code: str) -> LoadedRule:
        def check(answer: Answer) -> Iterator[Result]:
            if answer:
                raise ValueError(code)
            yield share()

        return rule(code, check)

    codes = [f"W2V9{number:02}" for number in range(20)]
    said = run_rules(*map(crashing, codes))

    assert [one.error for one in said.crashed] == [f"ValueError: {code}" for code in codes]
    assert said.skipped == []


def test_what_the_user_got_wrong_stops_everything(run_rules: Run) -> None:
    def check(answer: Answer) -> Iterator[Result]:
        if answer:
            raise DataError("a table", "a chair", "stand up")
        yield share()

    with pytest.raises(DataError):
        run_rules(rule("W2V901", check))


def test_options_are_the_defaults_and_what_the_user_wrote(run_rules: Run) -> None:
    def check(options: Options) -> Iterator[Result]:
        yield share(options.above)

    of_rule = rule("W2V901", check, options=Options)

    assert run_rules(of_rule).measured[0].measure.value == 10
    assert run_rules(of_rule, **{"W2V901.above": 3}).measured[0].measure.value == 3
    with pytest.raises(ConfigError):
        run_rules(of_rule, **{"W2V901.below": 3})


def test_only_what_is_selected_and_not_ignored_runs(run_rules: Run) -> None:
    rules = [speaking(code) for code in ("W2V101", "W2V102", "W2V301")]

    def codes(**options: object) -> list[str]:
        return [finding.code for finding in run_rules(*rules, **options).found]

    assert codes() == ["W2V101", "W2V102", "W2V301"]
    assert codes(select=("W2V1",)) == ["W2V101", "W2V102"]
    assert codes(select=("W2V1", "W2V301"), ignore=("W2V102",)) == ["W2V101", "W2V301"]
    assert codes(ignore=("ALL",)) == []


def test_a_rule_that_was_not_run_silences_nobody(run_rules: Run) -> None:
    rules = (speaking("W2V301", silences=("W2V501",)), speaking("W2V501"))

    assert [(one.code, one.also) for one in run_rules(*rules).found] == [("W2V301", ("W2V501",))]
    assert [(one.code, one.also) for one in run_rules(*rules, ignore=("W2V301",)).found] == [("W2V501", ())]


def test_every_rule_there_is_can_be_selected() -> None:
    assert selected(Settings()) == [one for one in load_rules() if one.rule.checks]
    assert matches("W2V302", ("W2V3",))
    assert not matches("W2V302", ("W2V1", "302"))


# --- settling -------------------------------------------------------------------------------------------------------------


def test_the_order_is_worst_then_surest_then_code() -> None:
    shuffled = [
        found("W2V104", NOTE),
        found("W2V103", WARNING),
        found("W2V302", ERROR, LOW),
        found("W2V301", ERROR, LOW),
        found("W2V401", ERROR),
    ]

    assert [one.code for one in settle(shuffled, {})] == ["W2V401", "W2V301", "W2V302", "W2V103", "W2V104"]


def test_the_specific_speaks_for_the_general_and_names_it() -> None:
    kept = settle([found("W2V501"), found("W2V205")], {"W2V205": ("W2V501", "W2V502")})

    assert kept == [found("W2V205", also=("W2V501",))]


def test_a_finding_never_silences_a_worse_one() -> None:
    silences: Silences = {"W2V205": ("W2V501",)}

    assert settle([found("W2V205", WARNING), found("W2V501", ERROR)], silences) == [found("W2V501"), found("W2V205", WARNING)]
    assert settle([found("W2V205", WARNING), found("W2V501", WARNING)], silences) == [found("W2V205", WARNING, also=("W2V501",))]


def test_the_worst_finding_of_a_code_decides_who_is_silenced() -> None:
    silences: Silences = {"W2V205": ("W2V501",)}

    # Its worst is an error, so a warning may not silence any of it ...
    assert settle([found("W2V501", NOTE), found("W2V501", ERROR), found("W2V205", WARNING)], silences) == [
        found("W2V501", ERROR),
        found("W2V205", WARNING),
        found("W2V501", NOTE),
    ]
    # ... and its own worst lets it silence all of it, with one mention at the first.
    assert settle([found("W2V501", ERROR), found("W2V501", NOTE), found("W2V205", NOTE), found("W2V205", ERROR)], silences) == [
        found("W2V205", ERROR, also=("W2V501",)),
        found("W2V205", NOTE),
    ]


def test_who_is_silenced_passes_on_those_it_would_have_silenced() -> None:
    silences: Silences = {"W2V201": ("W2V202",), "W2V202": ("W2V204",), "W2V204": ("W2V205",)}
    chain = [found(code) for code in ("W2V205", "W2V204", "W2V202", "W2V201")]

    assert settle(chain, silences) == [found("W2V201", also=("W2V202", "W2V204", "W2V205"))]


def test_nobody_is_mentioned_by_two() -> None:
    silences: Silences = {"W2V201": ("W2V501",), "W2V202": ("W2V501",)}

    kept = settle([found("W2V201"), found("W2V202"), found("W2V501")], silences)

    assert [one.code for one in kept] == ["W2V201", "W2V202"]
    assert sorted(code for one in kept for code in one.also) == ["W2V501"]


def about(finding: Finding, *columns: str) -> Finding:
    return replace(finding, locations=tuple(Location("data.csv", 1, column) for column in columns))


def test_what_is_said_of_one_column_quietens_nothing_about_another() -> None:
    silences: Silences = {"W2V305": ("W2V308",)}
    date, user = about(found("W2V305", ERROR), "date"), about(found("W2V308", ERROR), "user")

    assert settle([date, user], silences) == [date, user]
    assert settle([date, about(found("W2V308"), "user", "date")], silences) == [replace(date, also=("W2V308",))]


def test_a_finding_about_everything_silences_and_is_silenced_everywhere() -> None:
    silences: Silences = {"W2V305": ("W2V308",)}

    everywhere = found("W2V305", ERROR)
    assert settle([about(found("W2V308"), "user"), everywhere], silences) == [replace(everywhere, also=("W2V308",))]
    one = about(found("W2V305", ERROR), "date")
    assert settle([found("W2V308"), one], silences) == [replace(one, also=("W2V308",))]


def test_of_several_findings_of_a_rule_the_one_about_the_same_column_speaks() -> None:
    silences: Silences = {"W2V305": ("W2V308",)}
    date, user = about(found("W2V305", ERROR), "date"), about(found("W2V305", WARNING), "user")
    quiet, loud = about(found("W2V308", WARNING), "user"), about(found("W2V308", WARNING), "place")

    assert settle([loud, quiet, user, date], silences) == [date, replace(user, also=("W2V308",)), loud]


def test_no_findings() -> None:
    assert settle([], {"W2V201": ("W2V202",)}) == []


@dataclass
class Walk:
    """A walk along `silences`, to find one that comes back to where it began."""

    silences: Silences
    way: list[str] = field(default_factory=list)

    def from_code(self, code: str) -> None:
        assert code not in self.way, f"{' silences '.join([*self.way, code])}"
        self.way.append(code)
        for quiet in self.silences.get(code, ()):
            self.from_code(quiet)
        self.way.pop()


def test_no_rule_silences_itself_by_a_roundabout_way() -> None:
    silences = {one.rule.code: one.rule.silences for one in load_rules()}

    for code in silences:
        Walk(silences).from_code(code)
    assert {quiet for all_of_one in silences.values() for quiet in all_of_one} <= silences.keys()
