"""The settings of one run: the configuration file, then the command line, as one frozen value.

None means "not written by the user"; what then holds is decided where the setting is used. A setting that is harmful
but possible, such as `alpha = 0`, is no error here: it is what the rules are for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

from w2vcheck.errors import ConfigError
from w2vcheck.results import Location
from w2vcheck.sections import (
    AT_LEAST_ZERO,
    SEED_RANGE,
    AcceptSettings,
    ClassifierSettings,
    DataSettings,
    FilePath,
    RuleSettings,
    SplitSettings,
    TokenSettings,
    Word2VecSettings,
)
from w2vcheck.toml_source import KeyPath, Range, closest, find_toml, read_toml, shown, typed

T = TypeVar("T")
SHARE = Range("an accuracy above 0 and at most 1", lambda share: 0 < share <= 1)
_OPTION = Annotated[bool | int | float | str, Range("a number, a text, true or false", lambda _: True)]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the user asked for.

    `folder` is the folder of the configuration file, `script` the script that describes the experiment, and `places` where
    each key stands in either ("split.test_size" and the tables, "split"). `written` names the tables with anything in them
    from the user; `overridden` the keys that the command line gave. `unresolved` says, by table, what a script says that
    cannot be read out of it.
    """

    source: FilePath = None  # the data
    data: DataSettings = field(default_factory=DataSettings)
    split: SplitSettings = field(default_factory=SplitSettings)
    word2vec: Word2VecSettings = field(default_factory=Word2VecSettings)
    tokens: TokenSettings = field(default_factory=TokenSettings)
    classifier: ClassifierSettings = field(default_factory=ClassifierSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    seed: Annotated[int, SEED_RANGE] = 0  # of everything random
    fail_on: Literal["error", "warning", "note", "never"] = "error"  # the mildest finding that fails the run
    min_confidence: Literal["high", "medium", "low"] | None = None  # the least sure finding that fails the run
    min_accuracy: Annotated[float | None, SHARE] = None  # that the honest figure must reach
    max_drop: Annotated[float | None, Range("a share from 0 to below 1", lambda drop: 0 <= drop < 1)] = None  # of accuracy
    against: FilePath = None  # the stored report from which it may have dropped
    baseline: FilePath = None  # of findings that were there before
    strict_baseline: bool = False  # whether entries fail the run that accept nothing any more
    worse_than: Annotated[float, AT_LEAST_ZERO] = 0.25  # growth, by the figure in the baseline, of a known finding that fails
    accept: tuple[AcceptSettings, ...] = ()
    ladder: bool = True  # whether to train the baselines
    claim: Annotated[float | None, SHARE] = None  # the accuracy that you report
    no_text: bool | None = None  # whether to keep the texts out of the report
    pipeline: bool | None = None  # whether to write the honest experiment as a script
    exhibits: bool | None = None  # whether to collect what the pictures of the HTML report are drawn from
    budget: Annotated[float | None, Range("a number of seconds above 0", lambda seconds: seconds > 0)] = None  # for all of it
    folder: str | None = None
    script: str | None = None
    places: Mapping[str, Location] = field(default_factory=dict, hash=False)
    written: frozenset[str] = frozenset()
    unresolved: Mapping[str, str] = field(default_factory=dict, hash=False)
    overridden: frozenset[str] = frozenset()

    def place(self, key: str) -> tuple[Location, ...]:
        """Where the file has this key ("split.test_size"), or else its table; empty when neither is in the file.

        Empty also for a key that came from the command line.
        """
        if key in self.overridden:
            return ()
        table = key.rpartition(".")[0]
        return tuple(self.places[name] for name in (key, table) if name in self.places)[:1]

    def has(self, table: str) -> bool:
        """Whether the user wrote this table ("split") or gave one of its settings on the command line."""
        return table in self.written


_TABLES: Mapping[str, type] = {
    "data": DataSettings,
    "split": SplitSettings,
    "word2vec": Word2VecSettings,
    "tokens": TokenSettings,
    "classifier": ClassifierSettings,
    "rules": RuleSettings,
}
_SCRIPTED = ("split", "word2vec", "classifier")
"""Tables that a script describes as a whole: what it leaves out is then the default of its library, not of another file."""
_TOLD = ("source", "seed", "fail_on", "min_confidence", "ladder", "claim", "no_text", "pipeline", "exhibits", "budget")
_HELD = ("min_accuracy", "max_drop", "against", "baseline", "strict_baseline", "worse_than")
"""What a report is held against when it is there; the gates and the accepted findings in it tell of them."""
_TOP = (*_TOLD, *_HELD)
_PATHS = ("source", "against", "baseline", "data.test", "word2vec.corpus", "word2vec.vectors")
_CODES_OF_RULES = ("select", "ignore")
_CHOICES_OF_RULES = (*_CODES_OF_RULES, "pedantic")
_HOW = ("engine", "memory_limit", "connect")
"""Settings of [data] that change how a report comes about and nothing in it."""
_NEEDED = {"rule": "name the rule by its code, such as W2V302", "reason": "say in a few words why it may stay"}
_USUAL_NAMES = {"size": "vector_size", "iter": "epochs", "lr": "learning_rate"}
"""What gensim 3 and torch call a setting, with the name that it has here."""


def load_settings(config: str | None, *, start: Path) -> Settings:
    """The settings of a configuration file, or the defaults.

    Args:
        config: The file to read, from the current folder; None takes the nearest `w2vcheck.toml`, or `pyproject.toml`
            with a table `[tool.w2vcheck]`, in `start` or above it up to a folder with `.git`.
        start: Where to begin looking.

    Raises:
        ConfigError: For a file that cannot be read, an unknown key, and a value of the wrong type or out of range.
    """
    source = find_toml(start) if config is None else read_toml(config)
    if source is None:
        return Settings()
    places = {".".join(path): place for path, place in source.places.items()}
    written = frozenset(table for table in _TABLES if table in source.tables)
    empty = Settings(folder=str(Path(source.file).parent), places=places, written=written)
    return _merged(empty, dict(_by_path(source.tables)))


def override(settings: Settings, values: Mapping[str, object]) -> Settings:
    """The settings with these values ("split.test_size": 0.2) from the command line instead; None means "not given".

    Lists may be given as tuples. Raises `ConfigError`, without a place, as `load_settings` does.
    """
    given = {key: value for key, value in values.items() if value is not None}
    by_path: dict[KeyPath, object] = {}
    options: dict[str, dict[str, object]] = {}
    for key, value in given.items():
        match key.split("."):
            case ["rules", code, option]:
                options.setdefault(code, {})[option] = value
            case parts:
                by_path[tuple(parts)] = value
    base = replace(
        settings,
        places={key: place for key, place in settings.places.items() if key not in given},
        written=settings.written.union(key.partition(".")[0] for key in given if "." in key),
        overridden=settings.overridden.union(given),
    )
    return _merged(base, by_path | {("rules", code): chosen for code, chosen in options.items()})


def overlay(
    settings: Settings, values: Mapping[str, object], places: Mapping[str, Location], unresolved: Mapping[str, str]
) -> Settings:
    """The settings with these values by dotted key, which a script gives, instead; a table of which it speaks is all its own.

    A value that the settings do not take ("epochs = 0") makes its table unresolved, with what would be said about it.
    """
    tables = {key.partition(".")[0] for key in values if key.partition(".")[0] in _SCRIPTED} | set(unresolved)
    reasons = dict(unresolved)
    fresh = {table: _TABLES[table]() for table in tables}
    base = replace(
        settings,
        places={key: place for key, place in settings.places.items() if key.partition(".")[0] not in tables} | dict(places),
        written=(settings.written - tables) | {key.partition(".")[0] for key in values if "." in key},
        **fresh,
    )
    merged = base
    for key, value in values.items():
        try:
            merged = _merged(merged, {tuple(key.split(".")): value})
        except ConfigError as error:
            reasons.setdefault(key.partition(".")[0], f"{key} is {error.found}, and {error.expected} is expected")
    refused = [table for table in reasons if table in tables and table not in unresolved]
    if refused:
        merged = replace(merged, **{table: _TABLES[table]() for table in refused}, written=merged.written - set(refused))
    return replace(merged, unresolved=reasons)


def resolve(settings: Settings, path: str) -> Path:
    """Where a path of the settings leads: from the folder of the configuration file, unless the command line gave it."""
    if settings.folder is None or path in [attrgetter(key)(settings) for key in _PATHS if key in settings.overridden]:
        return Path(path)
    return Path(settings.folder) / path


def check_rules(settings: Settings, known: Mapping[str, type | None]) -> None:
    """Hold `[rules]` and `[[accept]]` against the rules there are, by code with their dataclass of options, if they have one.

    Raises `ConfigError` for an unknown code, prefix or option and for an option of the wrong type.
    """
    families = dict.fromkeys(code[:-2] for code in known)  # W2V3 of W2V302
    for name in _CODES_OF_RULES:
        for code in getattr(settings.rules, name):
            if code != "ALL" and not (code and any(whole.startswith(code) for whole in known)):
                key = f"rules.{name}"
                raise _unknown_rule(key, code, ("ALL", *families, *known), settings.places.get(key))
    for number, one in enumerate(settings.accept):
        if one.rule not in known:
            key = f"accept.{number}.rule"
            place = next((settings.places[name] for name in (key, "accept") if name in settings.places), None)
            raise _unknown_rule("rule in [[accept]]", one.rule, tuple(known), place)
    for code in settings.rules.options:
        if code not in known:
            raise _unknown_rule(f"rules.{code}", code, tuple(known), settings.places.get(f"rules.{code}"))
        _options(settings, code, known[code])


def options_for(settings: Settings, code: str, options_type: type[T]) -> T:
    """The options of a rule: the defaults of its dataclass, and what the user wrote. Raises as `check_rules` does."""
    return options_type(**_options(settings, code, options_type))


def as_dict(settings: Settings) -> dict[str, object]:
    """The settings in JSON types and a fixed order, without what was not written and without where it was written.

    Without the engine, too: the same table gives the same report whatever counted it.
    """
    top = {name: getattr(settings, name) for name in _TOLD if getattr(settings, name) is not None}
    return top | {table: _plain(getattr(settings, table)) for table in _TABLES}


def _plain(table: Any) -> dict[str, object]:
    plain: dict[str, object] = {}
    for each in fields(table):
        match getattr(table, each.name):
            case _ if each.name in _HOW:
                pass
            case None:
                pass
            case tuple() as several:
                plain[each.name] = list(several)
            case Mapping() as options:
                plain[each.name] = {code: dict(sorted(options[code].items())) for code in sorted(options)}
            case value:
                plain[each.name] = value
    return plain


def _by_path(document: Mapping[str, object]) -> Iterator[tuple[KeyPath, object]]:
    for name, value in document.items():
        if name in _TABLES and isinstance(value, Mapping):
            yield from (((name, key), inner) for key, inner in value.items())
        else:
            yield (name,), value


def _merged(settings: Settings, values: Mapping[KeyPath, object]) -> Settings:
    """The settings with these values, each checked, by their path in the file."""
    top: dict[str, Any] = {}
    tables: dict[str, dict[str, Any]] = {}
    options = dict(settings.rules.options)
    for path, value in values.items():
        key = ".".join(path)
        place = settings.places.get(key)
        match path:
            case ("accept",):
                top["accept"] = _acceptances(settings, value)
            case (name,) if name in _TOP:
                top[name] = typed(value, _hints(Settings)[name], key, place)
            case ("rules", code) if code not in _CHOICES_OF_RULES:
                options[code] = {**options.get(code, {}), **_rule_table(settings, code, value)}
                tables.setdefault("rules", {})["options"] = options
            case (table, name) if table in _TABLES and name in _hints(_TABLES[table]):
                tables.setdefault(table, {})[name] = typed(value, _hints(_TABLES[table])[name], key, place)
            case _:
                raise _unknown(path, value, place)
    changed = {table: replace(getattr(settings, table), **inner) for table, inner in tables.items()}
    return replace(settings, **top, **changed)


def _acceptances(settings: Settings, value: object) -> tuple[AcceptSettings, ...]:
    """The tables `[[accept]]`, each with its line. Raises `ConfigError`."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        advice = "write each acceptance under a header [[accept]] of its own"
        raise _error("tables [[accept]]", shown(value), advice, settings.places.get("accept"))
    return tuple(_acceptance(settings, f"accept.{number}", table) for number, table in enumerate(value))


def _acceptance(settings: Settings, key: str, table: Mapping[str, object]) -> AcceptSettings:
    hints = _hints(AcceptSettings)
    header = settings.places.get(key) or settings.places.get("accept")
    given: dict[str, Any] = {}
    for name, value in table.items():
        place = settings.places.get(f"{key}.{name}") or header
        if name not in hints:
            raise _error("a setting of [[accept]]", repr(name), closest(name, hints) or f"choose from {', '.join(hints)}", place)
        given[name] = typed(value, hints[name], f"{name} in [[accept]]", place)
    for name, advice in _NEEDED.items():
        if name not in given:
            raise _error(f"a {name} in each [[accept]]", "none", advice, header)
    return AcceptSettings(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _rule_table(settings: Settings, code: str, value: object) -> dict[str, object]:
    """What `[rules.CODE]` says; whether there is such a rule or option is known only to `check_rules`."""
    key = f"rules.{code}"
    if not isinstance(value, Mapping):
        advice = closest(code, _CHOICES_OF_RULES) or f"write the options of a rule under [{key}]"
        raise _error("select, ignore, pedantic or the table of a rule in [rules]", repr(code), advice, settings.places.get(key))
    return {name: typed(inner, _OPTION, f"{key}.{name}", settings.places.get(f"{key}.{name}")) for name, inner in value.items()}


def _options(settings: Settings, code: str, options_type: type | None) -> dict[str, Any]:
    hints = _hints(options_type) if options_type else {}
    options: dict[str, Any] = {}
    for name, value in settings.rules.options.get(code, {}).items():
        key = f"rules.{code}.{name}"
        if name not in hints:
            advice = closest(name, hints) or (
                f"choose from {', '.join(hints)}" if hints else "remove it, the rule has no options"
            )
            raise _error(f"an option of {code}", repr(name), advice, settings.places.get(key))
        options[name] = typed(value, hints[name], key, settings.places.get(key))
    return options


def _unknown_rule(key: str, code: str, known: tuple[str, ...], place: Location | None) -> ConfigError:
    advice = closest(code, known) or "run 'w2vcheck rules' to see all codes"
    return _error(f"the code of a rule for {key}", repr(code), advice, place)


def _unknown(path: KeyPath, value: object, place: Location | None) -> ConfigError:
    table, name = path[0], ".".join(path[1:])
    if table in _TABLES and not name:
        return _error(f"a table [{table}]", shown(value), f"write its settings under [{table}]", place)
    if table in _TABLES:
        return _unknown_key(f"a setting of [{table}]", name, tuple(_hints(_TABLES[table])), place)
    if table == "tool":
        return _error("[data], [split] and so on", "[tool]", "only pyproject.toml has them under [tool.w2vcheck]", place)
    return _unknown_key("a table or setting of w2vcheck", table, (*_TOP, "accept", *_TABLES), place)


def _unknown_key(expected: str, name: str, known: tuple[str, ...], place: Location | None) -> ConfigError:
    elsewhere = " or ".join(repr(f"{table}.{name}") for table, kind in _TABLES.items() if name in _hints(kind))
    if _USUAL_NAMES.get(name) in known:
        advice = f"did you mean {_USUAL_NAMES[name]!r}"
    elif elsewhere:
        advice = f"did you mean {elsewhere}"
    else:
        advice = closest(name, known) or f"choose from {', '.join(known)}"
    return _error(expected, repr(name), advice, place)


def _error(expected: str, found: str, advice: str, place: Location | None) -> ConfigError:
    return ConfigError(expected, found, advice, place.file if place else None, place.line if place else None)
