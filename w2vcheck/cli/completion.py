"""What a shell offers for the values of options, without importing a rule or anything heavy."""

from collections.abc import Callable, Iterator

Complete = Callable[[str], list[str]]


def among(choices: tuple[str, ...]) -> Complete:
    """Offer those of the choices that begin with what has been typed."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete


def codes(incomplete: str) -> list[tuple[str, str]]:
    """The codes of rules and their families for the last of several that are typed with commas between, each with its name."""
    from w2vcheck.rule import rule_names

    before, comma, last = incomplete.rpartition(",")
    names = rule_names()
    families = {code[:-2]: "all rules of this family" for code in names}
    typed = set(before.upper().split(","))
    known = {"ALL": "every rule", **families, **names}
    return [
        (f"{before}{comma}{code}", name) for code, name in known.items() if code.startswith(last.upper()) and code not in typed
    ]


def rule(incomplete: str) -> list[tuple[str, str]]:
    """The codes of rules, or else their names."""
    return list(_rules(incomplete))


def _rules(incomplete: str) -> Iterator[tuple[str, str]]:
    from w2vcheck.rule import rule_names

    for code, name in rule_names().items():
        if code.startswith(incomplete.upper()):
            yield code, name
        elif name.startswith(incomplete.lower()):
            yield name, code
