"""Markdown for comments and summaries: whole, within its limit, and nothing in the data becomes a mark, a link or a mention."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest
from golden_reports import scripts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports, texts

from w2vcheck.report import markdown
from w2vcheck.report.markdown_text import code, html, inline
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Accepted, Crashed, Gate, Location, Report, Severity

GFM = MarkdownIt("gfm-like", {"linkify": True})
EVIL = (
    *HOSTILE,
    "@octocat and @org/team",
    "fixes #12, GH-34, octo/repo#5",
    "http://evil.example/x www.evil.example evil@evil.example",
    "[click](http://evil.example)",
    "![img](http://evil.example/x.png)",
    "<script>alert(1)</script>",
    "</details><h1>x</h1>",
    "<!-- ",
    "| a | b |",
    "a\\|b | `c|d`",
    "`code` ``two`` ```three",
    "`@bob(`x` and `a`.`@bob",
    "`a``@bob` x` @bob",
    "**bold** _it_ ~~gone~~ *",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "    indented",
    "\n\n# heading\n\n```\n",
    "$x$ and $`y`$",
    ":tada: :+1:",
    "&lt;b&gt; &amp;copy; &#64;octocat",
    "!123 %45 ~label &6 $7 [vulnerability:1] [[page]]",
    "0123456789abcdef0123",
    "\\",
    "\\`@octocat`",
    "+++ === ---",
    "ends with :tada",
    "| --- |",
)
REFERENCE = re.compile(
    r"@\w|#\d|\bGH-\d|://|www\.|:[\w+-]+:|\$|[!&%~](?=\w)|\[\w+:\w|\[\[|(?<![0-9a-z])(?=\d*[a-f])[0-9a-f]{7,40}(?![0-9a-z])",
    re.IGNORECASE,
)
evil = (
    st.sampled_from(EVIL)
    | texts
    | st.lists(st.sampled_from(EVIL), max_size=3).map(" ".join)
    | st.text("`|\\ @a(.)<*_", max_size=12)
)


def flat(text: str) -> list[Token]:
    """Every token, with those inside of inline ones in their place."""
    tokens = []
    for token in GFM.parse(text):
        tokens += [token, *(token.children or [])]
    return tokens


def shown(tokens: list[Token]) -> str:
    """What a reader sees of the text."""
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline", "text_special"))


def plain(tokens: list[Token]) -> list[str]:
    """The texts in which GitHub and GitLab look for mentions and references."""
    return [token.content for token in tokens if token.type in ("text", "text_special")]


@given(evil)
@settings(max_examples=300, deadline=None)
def test_a_sentence_stays_what_it_says(text: str) -> None:
    tokens = flat(f"x: {inline(text, 600)}")
    assert {token.type for token in tokens} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "code_inline",
        "text_special",
    }
    said = re.sub(r"(?<!\S)`([^`]+)`(?=[.,;:)]*(?:\s|$))", r"\1", visible(text, 600))
    assert shown(tokens).split() == f"x: {said}".split()
    assert not any(REFERENCE.search(part) for part in plain(tokens))


@given(evil)
@settings(max_examples=300, deadline=None)
def test_in_a_table_too(text: str) -> None:
    tokens = flat(f"| a | b | c |\n| --- | --- | --- |\n| {code(text, 300)} | {inline(text, 300)} | end |")
    assert Counter(token.type for token in tokens)["td_open"] == 3
    assert {token.type for token in tokens} & {
        "link_open",
        "image",
        "html_inline",
        "html_block",
        "em_open",
        "strong_open",
        "s_open",
    } == set()
    assert not any(REFERENCE.search(part) for part in plain(tokens))


@given(evil)
@settings(max_examples=300, deadline=None)
def test_a_quote_is_code_to_the_letter(text: str) -> None:
    tokens = flat(f"- x: {code(text, 300)} end")
    said = visible(text, 300)
    shown_as = said or '""'
    assert shown(tokens) == f"x: {shown_as} end"
    bars = [one.content for one in tokens if one.type == "code_inline"]
    assert "|".join(bars).replace("|", "") == said.replace("|", "")


@given(evil)
@settings(max_examples=300, deadline=None)
def test_inside_a_tag_nothing_acts_either(text: str) -> None:
    written = html(text, 600)
    assert set(re.findall(r"<[^>]*>", written)) <= {"<code>", "</code>"}
    outside = unescape(re.sub(r"<code>.*?</code>", " ", written))
    assert not REFERENCE.search(outside)
    said = re.sub(r"(?<!\S)`([^`]+)`(?=[.,;:)]*(?:\s|$))", r"\1", visible(text, 600))
    assert unescape(re.sub("</?code>", "", written)) == said


def structure(text: str) -> Counter[str]:
    """How many of each kind of block and mark."""
    return Counter(token.type for token in flat(text))


@given(reports)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_the_structure_is_ours(report: Report) -> None:
    text = markdown.render(report)
    tokens = flat(text)
    kinds = structure(text)
    assert len(text.encode("utf-8")) <= markdown.COMMENT
    assert not set(kinds) & {
        "link_open",
        "image",
        "html_inline",
        "fence",
        "code_block",
        "blockquote_open",
        "em_open",
        "s_open",
        "hr",
    }
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r"<details>\n<summary>.*</summary>\n|</details>\n?", block) for block in blocks)
    folded = len(report.findings) + bool(report.accepted) + bool(report.skipped) + bool(report.warnings) + bool(report.stale)
    assert len(blocks) == 2 * folded
    headings = bool(report.findings) + bool(report.gates) + bool(report.crashed) + bool(report.ladder or report.experiments)
    assert kinds["heading_open"] == 1 + headings + (len(report.waterfall) >= 3)
    assert not any(REFERENCE.search(part) for part in plain(tokens))
    assert not set(text) & set("\x1b\x9b\r\u200b\u202e\u2066\ud800")


def test_the_worst_is_seen_at_once() -> None:
    text = markdown.render(tickets())
    assert text.startswith("## ❌ w2vcheck: error\n\n**Verdict:** Your 91.3 % is really about 83 %")
    assert "### 3 findings: 2 errors, 1 warning" in text
    assert "| ❌ error | `W2V302` duplicates-across-split | 11.0 % of the test rows also stand in the training rows. |" in text
    assert "### Failed inside w2vcheck, not in your data" in text
    assert "| as written | 91.3 % (87.6–94.0 %) | As written, the experiment scores 91.2 %. |" in text
    assert "| TF-IDF + logistic regression | 92.3 % (88.8–94.8 %) | 91.8 % (87.8–95.8 %) |" in text


def test_a_finding_unfolds_to_all_that_it_says() -> None:
    text = markdown.render(tickets())
    assert "- measured: 11.0 % (7.9–15.0 %) of 300 test rows\n" in text
    assert "`cannot log in` (row 203)" in text
    assert "- worth: 91.3 % → 83.1 % (−8.2 points, −9.6 to −6.9)\n" in text
    assert "- where: `tickets.csv` line 19 column `message` row 17; " in text
    assert "; and 2 more\n" in text
    assert "- speaks also for W2V303\n" in text
    many = replace(
        tickets().findings[0],
        evidence=(replace(tickets().findings[0].evidence[0], quotes=tickets().findings[0].evidence[0].quotes * 3),),
    )
    assert "and 7 more" in markdown.render(replace(tickets(), findings=(many,)))
    assert "- mended by `w2vcheck lint --fix`: rename `size` to `vector_size`" in markdown.render(scripts())
    assert "- mended by `w2vcheck lint --fix --unsafe-fixes`: set `weights_only=True`" in markdown.render(scripts())


def test_nothing_found_is_said_so() -> None:
    text = markdown.render(clean())
    assert text.startswith("## ✅ w2vcheck: clean\n")
    assert "<details>" not in text
    assert markdown.render(empty()) == "## ✅ w2vcheck: clean\n\n**Verdict:** Nothing to say.\n\nLooked at `empty.csv`; 0 rows.\n"


def test_gates_accepted_findings_and_skips_are_there() -> None:
    gates = (Gate("min-accuracy", passed=False, says="83 % < 90 %"), Gate("max-drop", passed=True, says="It held."))
    one = founding().findings[0]
    accepted = (Accepted(one, "settings", "made of | bars", "2027-01-31"), Accepted(one, "baseline", ""))
    text = markdown.render(replace(tickets(), gates=gates, accepted=accepted, crashed=(Crashed("", "ladder", "x"),)))
    assert "| min-accuracy | ❌ | 83 % &lt; 90 % |" in text
    assert "| max-drop | ✅ | It held. |" in text
    assert "(settings until 2027-01-31: made of &#124; bars)" in text
    assert "(baseline: no reason given)" in text
    assert "<summary>4 checks skipped</summary>" in text
    assert '| "" | ladder | `x` |' in text


def test_what_does_not_fit_is_counted_and_no_finding_is_cut() -> None:
    one = founding().findings[0]
    report = replace(tickets(), findings=(one,) * 400)
    text = markdown.render(report)
    assert len(text.encode()) <= markdown.COMMENT
    whole = text.count("</details>")
    assert text.count("<details>") == whole
    assert f"\n\n{400 - whole} findings more did not fit in here" in text
    assert "| and 370 more |  |  |  |" in text
    assert "### The ladder" in text
    assert len(markdown.render(report, limit=1024 * 1024).encode()) > markdown.COMMENT
    small = markdown.render(report, limit=2500)
    assert len(small.encode()) <= 2500
    assert "findings more did not fit" in small
    assert "### The waterfall" in small
    assert "checks skipped" not in small


def test_a_finding_of_the_whole_data_has_no_line() -> None:
    bare = replace(founding().findings[0], locations=(Location(row=3),), severity=Severity.WARNING)
    text = markdown.render(replace(empty(), findings=(bare,)))
    assert "- where: `data` row 3\n" in text
    assert "label itself in all 100 rows. |  |" in text


@pytest.mark.parametrize("hostile", EVIL)
def test_hostile_text_leaves_the_shape_of_the_page_alone(hostile: str) -> None:
    one = tickets().findings[0]
    finding = replace(one, message=hostile, why=hostile, fix=hostile, name=hostile, locations=(Location(hostile, 3, hostile),))
    tame = replace(finding, message="m", why="w", fix="f", name="n", locations=(Location("f", 3, "c"),))
    kinds = structure(markdown.render(replace(tickets(), findings=(finding,))))
    expected = structure(markdown.render(replace(tickets(), findings=(tame,))))
    for kind in ("code_inline", "text", "text_special", "softbreak"):
        kinds.pop(kind, None), expected.pop(kind, None)
    if hostile == "":  # then there is no why and no fix to list
        return
    assert kinds == expected
