"""Generated reports: every field of every result takes part, with text that means harm."""

from hypothesis import strategies as st

from w2vcheck.results import (
    Accepted,
    Confidence,
    Crashed,
    Edit,
    Evidence,
    Finding,
    Fix,
    Gate,
    Impact,
    Location,
    Measure,
    Measured,
    Outcome,
    Quote,
    Report,
    Rung,
    Severity,
    Skipped,
    Step,
    Subject,
    Verdict,
)

HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x9b2J",
    "[bold]not bold[/bold]",
    "[/]",
    ":smile:",
    "\u202eesrever\u202c",
    "\u2066isolate\u2069",
    "zero\u200bwidth",
    "line\r\nbreak",
    "::error::injected",
    "100% a,b:c",
    "\ud800 lone \udfff",
    "\ue000private",
    "tags\U000e0041\U000e0042",
    "新品未開封の商品が届きましたが箱が壊れていました",
    "👩\u200d💻❤\ufe0f🏳\ufe0f\u200d🌈",
    "می\u200cخواهم",
    "e" + "\u0301" * 40,
    "x" * 10_000,
    "長" * 3_000,
    "<script>window.stolen = 1</script>",
    "</style></details></main><h1>",
    "{{ 7 * 7 }}{% raw %}",
    "\x00null\x00",
    " ",
    "",
)

texts = st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=30) | st.just("a plain sentence of some nine words and more")
counts = st.integers(0, 2_000_000)
rows = st.none() | counts
numbers = st.floats() | st.floats(0, 1) | st.integers(0, 10).map(float)
units = st.sampled_from(["share", "points", "words", "updates per word", ""]) | texts
measures = st.builds(Measure, texts, numbers, numbers, numbers, units, counts, st.sampled_from(["all rows", "test rows"]) | texts)
shares = st.floats(0, 1).map(lambda value: Measure("accuracy", value, value / 2, (1 + value) / 2, "share", 300, "test rows"))
scores = shares | measures
lines = st.none() | st.integers(1, 10**6)
code = {"position": lines, "width": counts, "source": st.none() | texts, "cell": rows, "file_line": lines}
locations = st.builds(Location, st.none() | texts, lines, st.none() | texts, rows) | st.builds(
    Location, st.none() | texts, lines, **code
)
edits = st.builds(Edit, counts, counts, texts, rows)
mendings = st.builds(Fix, texts, st.lists(edits, max_size=3).map(tuple), st.booleans())
evidence = st.builds(Evidence, texts, st.lists(st.builds(Quote, texts, rows), max_size=5).map(tuple))
findings = st.builds(
    Finding,
    st.just("W2V302") | texts,
    st.just("duplicates-across-split") | texts,
    st.sampled_from(Severity),
    st.sampled_from(Confidence),
    texts,
    texts,
    texts,
    st.none() | measures,
    st.lists(locations, max_size=4).map(tuple),
    st.lists(evidence, max_size=7).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    st.none() | st.builds(Impact, measures, measures, measures),
    st.none() | mendings,
)
seconds = st.floats(0, 1e6) | st.just(float("nan"))
rungs = st.builds(Rung, texts, texts, texts, scores, scores, seconds)
outcomes = st.builds(
    Outcome, texts, texts, texts, texts, st.none() | scores, st.none() | scores, st.none() | numbers, st.none() | numbers, seconds
)
settings_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=5,
)
reports = st.builds(
    Report,
    st.builds(
        Subject,
        texts,
        st.none() | counts,
        st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
        st.lists(texts, max_size=2).map(tuple),
    ),
    st.builds(Verdict, st.sampled_from(["error", "warning", "note", "clean"]), texts, texts),
    st.lists(findings, max_size=3).map(tuple),
    st.lists(st.builds(Measured, texts, texts, measures, st.booleans()), max_size=3).map(tuple),
    st.lists(st.builds(Skipped, texts, texts, texts), max_size=3).map(tuple),
    st.lists(st.builds(Crashed, texts, texts, texts), max_size=2).map(tuple),
    st.lists(rungs, max_size=3).map(tuple),
    texts,
    st.lists(outcomes, max_size=2).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.dictionaries(texts, settings_values, max_size=3),
    st.lists(st.builds(Step, texts, texts, scores, texts), max_size=4).map(tuple),
    checked=st.lists(st.from_regex(r"W2V[1-6][0-9]{2}", fullmatch=True), max_size=3).map(tuple),
    accepted=st.lists(
        st.builds(Accepted, findings, st.sampled_from(["settings", "baseline", "comment"]), texts, texts), max_size=2
    ).map(tuple),
    gates=st.lists(st.builds(Gate, texts, st.booleans(), texts), max_size=2).map(tuple),
)
