"""`w2vcheck demo`: the founding case and a small corpus, made on the spot and audited."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from w2vcheck.report.formats import TERMINAL, View

TICKETS_CONFIG = """\
# Help-desk tickets as they come out of a queue, with gensim's defaults.
[word2vec]
vector_size = 100

[classifier]
kind = "logistic-regression"
"""


def demo(
    folder: Annotated[str | None, typer.Option(help="Where to put the files (a temporary folder otherwise).")] = None,
) -> None:
    """Audit two examples: an experiment in which everything is wrong, and help-desk tickets with the usual faults."""
    from w2vcheck.errors import ConfigError

    with tempfile.TemporaryDirectory() as scratch:
        chosen = Path(folder or scratch).absolute()  # absolute, since the audits run inside it
        try:
            chosen.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError("a folder that can be made as --folder", "a path that cannot", "choose another", folder) from error
        _run(chosen, kept=folder is not None)


def _run(folder: Path, *, kept: bool) -> None:
    from w2vcheck.auditor import audit
    from w2vcheck.cli.show import progress, write
    from w2vcheck.demo.founding import write_founding_case
    from w2vcheck.demo.tickets import faulty_tickets, write_csv

    founding, tickets = folder / "question", folder / "tickets"
    write_founding_case(founding)
    tickets.mkdir(parents=True, exist_ok=True)
    rows, _ = faulty_tickets(1200, seed=1)
    write_csv(tickets / "tickets.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
    (tickets / "w2vcheck.toml").write_text(TICKETS_CONFIG, encoding="utf-8")
    shows = (
        ("One sentence, seven words, and a label that is a feature", founding, "numbers.csv", "w2vcheck.toml"),
        ("Help-desk tickets, as they come out of a queue", tickets, "tickets.csv", "w2vcheck.toml"),
    )
    begun = Path.cwd()
    try:
        for title, place, data, config in shows:
            os.chdir(place)
            typer.echo(f"\n== {title}: w2vcheck audit {data} --config {config}\n")
            with progress() as tell:
                report = audit(data, config=config, progress=tell)
            write(report, TERMINAL, None, View())
    finally:
        os.chdir(begun)
    if kept:
        typer.echo(f"\nThe files are in {folder}: change something and audit again.")
