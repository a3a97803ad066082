"""Rules that other packages bring: found by their entry point, run like our own, and no danger to them where they are broken."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "own-rules"
DATA = "text,label\n" + "".join(f"{word},{label}\n" for word, label in [
    ("MY PARCEL HAS NOT ARRIVED", "delivery"), ("the invoice is wrong", "billing"),
    ("WHERE IS MY ORDER PLEASE", "delivery"), ("i was charged twice", "billing"),
    ("NOBODY RANG MY DOOR BELL", "delivery"), ("the amount is not right", "billing"),
])  # fmt: skip
RULE = '''"""
## What it checks
{page}
"""
from w2vcheck.rule import Measure, Rule, Severity
from w2vcheck.data.dataset import Dataset
RULE = Rule(code="{code}", name="{name}", severity=Severity.NOTE, since="1", summary="Rows", why="A reason.", fix="Mend it.")

@RULE.check
def check(data: Dataset):
    yield Measure.exact("rows", data.rows, "rows", data.rows)
    yield RULE.finding("There are rows.")
'''
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    place = tmp_path / "site"
    place.mkdir()
    return place


@pytest.fixture
def run(tmp_path: Path, site: Path) -> Run:
    """Run `w2vcheck` in a folder with data, where what lies in `site` is installed."""
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "train.py").write_text('import gensim\npath = "/home/ann/vectors.kv"\n', encoding="utf-8")
    (tmp_path / "w2vcheck.toml").touch()

    def run(*arguments: str, cache: str = "") -> Ran:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(site), str(ROOT)]), "W2VCHECK_CACHE_DIR": cache}
        command = [sys.executable, "-m", "w2vcheck", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)

    return run


def install(site: Path, name: str, entries: dict[str, str], files: dict[str, str], version: str = "1.0") -> None:
    """What an installer leaves behind of a package with these entry points."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("[w2vcheck.rules]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items()))
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)


@pytest.fixture
def acme(site: Path) -> Path:
    """The worked example, installed."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(site, project["name"], project["entry-points"]["w2vcheck.rules"], {}, project["version"])
    shutil.copytree(EXAMPLE / "acme_rules", site / "acme_rules", ignore=shutil.ignore_patterns("__pycache__"))
    return site


def one_rule(code: str, name: str = "there-are-rows", page: str = "Rows.") -> str:
    return RULE.format(code=code, name=name, page=page)


def findings(ran: Ran) -> list[str]:
    return [one["code"] for one in json.loads(ran.stdout)["findings"]]


def crashes(ran: Ran) -> list[tuple[str, str]]:
    return [(one["code"], one["error"]) for one in json.loads(ran.stdout)["crashed"]]


AUDIT = ("audit", "data.csv", "--no-ladder", "--format", "json", "--fail-on", "never")
LINT = ("lint", "train.py", "--format", "json", "--fail-on", "never")


@pytest.mark.usefixtures("acme")
def test_rules_of_others_are_listed_shown_and_run(run: Run) -> None:
    listed = run("rules")
    page = run("rule", "acme101")
    audited = run(*AUDIT, "--select", "acme")
    linted = run(*LINT, "--select", "ACME601")

    assert [line.split()[0] for line in listed.stdout.splitlines()][-2:] == ["ACME101", "ACME601"]
    assert page.stdout.startswith("# ACME101 texts-in-capitals (warning)\n")
    assert "\nA rule of acme-rules 1.0.0.\n" in page.stdout
    assert "## What it checks\nTexts that are written in capitals" in page.stdout
    assert (audited.returncode, findings(audited)) == (0, ["ACME101"]), audited.stderr
    assert json.loads(audited.stdout)["measures"][0]["measure"]["value"] == 0.5
    assert (linted.returncode, findings(linted)) == (0, ["ACME601"]), linted.stderr


@pytest.mark.usefixtures("acme")
def test_rules_of_others_can_be_ignored_given_options_and_quietened(run: Run, tmp_path: Path) -> None:
    ignored = run(*LINT, "--ignore", "ACME")
    (tmp_path / "w2vcheck.toml").write_text("[rules.ACME101]\nwarn_above = 0.9\n")
    lenient = run(*AUDIT, "--select", "ACME")
    (tmp_path / "w2vcheck.toml").write_text("[rules.ACME101]\nwarn_over = 0.9\n")
    refused = run(*AUDIT, "--select", "ACME")
    (tmp_path / "w2vcheck.toml").write_text("")
    (tmp_path / "train.py").write_text('import gensim\npath = "/home/ann/v.kv"  # noqa: ACME601\n', encoding="utf-8")
    quietened = run(*LINT, "--select", "ACME")

    assert findings(ignored) == findings(lenient) == findings(quietened) == []
    assert refused.returncode == 2
    assert refused.stderr == (
        "w2vcheck: w2vcheck.toml:2: expected an option of ACME101, found 'warn_over'; did you mean 'warn_above'.\n"
    )


def test_without_the_package_its_codes_are_unknown(run: Run) -> None:
    ran = run(*AUDIT, "--select", "ACME101")

    assert ran.returncode == 2
    assert "'ACME101'" in ran.stderr


def package(**modules: str) -> dict[str, str]:
    """The files of a package of rules."""
    return {"acme_more/__init__.py": "", **{f"acme_more/{name}.py": text for name, text in modules.items()}}


BROKEN = {
    "syntax": ("acme_more", package(acme201_x="RULE = = @RULE.check\n"), "ACME201", "SyntaxError"),
    "import": ("acme_more", package(acme201_x="import nowhere_to_be_found\n"), "ACME201", "nowhere_to_be_found"),
    "exit": ("acme_more", package(acme201_x="raise SystemExit(0)\n"), "ACME201", "SystemExit"),
    "no rule": ("acme_more", package(acme201_x="\n"), "ACME201", "no RULE"),
    "other code": ("acme_more", package(acme201_x=one_rule("ACME202")), "ACME201", "ACME202"),
    "missing": ("not_there", {}, "BROKEN", "No module named 'not_there'"),
    "missing parent": ("not_there.rules", {}, "BROKEN", "No module named 'not_there'"),
    "empty": ("acme_more", package(helpers=""), "BROKEN", "no module in acme_more"),
    "attribute": ("acme_more:RULES", package(), "BROKEN", "names something in a module"),
}


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_package_is_reported_and_the_others_go_on(run: Run, site: Path, case: str) -> None:
    entry, files, code, says = BROKEN[case]
    install(site, "broken-rules", {"broken": entry}, files)

    ran = run(*AUDIT, "--select", f"ACME,{code},W2V101")

    assert ran.returncode == 2, ran.stderr
    assert findings(ran) == ["ACME101"]
    assert [(crashed, says in error, "broken-rules 1.0" in error) for crashed, error in crashes(ran)] == [(code, True, True)]
    assert run(*AUDIT, "--select", "ACME", "--ignore", code).returncode == 0
    assert f"{code} " in run("rules").stdout


def test_a_broken_rule_about_scripts_is_reported_once_for_all_files(run: Run, site: Path, tmp_path: Path) -> None:
    text = "import nowhere_to_be_found\n# @RULE.lint\n"
    install(site, "broken-rules", {"broken": "acme_broken"}, {"acme_broken/__init__.py": "", "acme_broken/acme201_x.py": text})
    (tmp_path / "second.py").write_text("import gensim\ngensim.models.Word2Vec(size=1)\n")

    ran = run("lint", "train.py", "second.py", "--format", "json")

    assert ran.returncode == 2
    assert [code for code, _ in crashes(ran)] == ["ACME201"]
    assert "W2V603" in findings(ran)


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("module", "code", "says"),
    [
        ("w2v302_mine", "W2V302", "codes that begin with W2V are w2vcheck's"),
        ("acme101_mine", "ACME101", "two: acme_more.acme101_mine of more-rules 1.0, and acme_rules.acme101_texts_in_capitals of"),
    ],
)
def test_a_clash_of_codes_is_one_sentence(run: Run, site: Path, module: str, code: str, says: str) -> None:
    install(site, "more-rules", {"more": "acme_more"}, package(**{module: one_rule(code)}))

    for command in (AUDIT, LINT, ("rules",)):
        ran = run(*command)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert says in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_rules_may_stand_in_a_module_alone_and_in_folders_of_a_package(run: Run, site: Path) -> None:
    deep = {
        "pack/__init__.py": "",
        "pack/inner/__init__.py": "",
        "pack/inner/pack102_b.py": one_rule("PACK102"),
        "pack/pack101_a.py": one_rule("PACK101", "a"),
    }
    install(site, "pack", {"deep": "pack", "again": "pack.inner"}, deep)
    install(site, "alone", {"alone": "alone301_c"}, {"alone301_c.py": one_rule("ALONE301", "c")})

    ran = run(*AUDIT, "--select", "PACK,ALONE")

    assert (ran.returncode, findings(ran)) == (0, ["ALONE301", "PACK101", "PACK102"])


def test_the_cache_knows_of_the_rules_of_others(run: Run, site: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    nothing = run(*AUDIT, "--select", "ALL", cache=cache)
    install(site, "pack", {"deep": "pack"}, {"pack/__init__.py": "", "pack/pack101_a.py": one_rule("PACK101")})
    first = run(*AUDIT, "--select", "ALL", cache=cache)
    (site / "pack/pack101_a.py").write_text(one_rule("PACK101").replace("There are rows", "There are still rows"))
    second = run(*AUDIT, "--select", "ALL", cache=cache)

    assert "PACK101" not in findings(nothing)
    assert '"There are rows."' in first.stdout
    assert '"There are still rows."' in second.stdout


def test_the_tests_of_the_example_pass(acme: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(acme), str(ROOT)])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLE)]

    ran = subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, encoding="utf-8", check=False)

    assert ran.returncode == 0, ran.stdout
    assert " passed" in ran.stdout


@pytest.mark.slow
def test_the_example_can_be_installed_with_pip(run: Run, site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(EXAMPLE, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]

    subprocess.run([*pip, "--target", str(site), str(copy)], check=True)

    assert findings(run(*AUDIT, "--select", "ACME")) == ["ACME101"]
