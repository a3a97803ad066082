"""The command line: arguments, calls, exit codes. Nothing below this folder prints or exits."""

import errno
import os
import sys
from typing import NoReturn

from w2vcheck.cli.streams import fill_closed, silence, write_utf8
from w2vcheck.errors import ConfigError, W2vcheckError

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: nothing at or above --fail-on; something; could not do its job; ended by Ctrl-C, as shells say it."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk says that takes no more."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What numerical libraries read when they are loaded. One thread gives the same bits on every machine of a kind."""


def main() -> None:
    """Run the command line. A `W2vcheckError` becomes its one sentence on stderr and exit code 2; Ctrl-C one line and 130."""
    fill_closed()
    write_utf8()
    # Libraries loaded in the middle of an audit escape its own limit; this process is ours, so they get it from here.
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        _check_folder()
        from w2vcheck.cli.app import app

        app(prog_name="w2vcheck")
    except W2vcheckError as error:
        _leave(str(error), FAILED)
    except SystemExit as left:
        if left.code == INTERRUPTED:
            _leave("interrupted.", INTERRUPTED)
        raise
    except KeyboardInterrupt:
        _leave("interrupted.", INTERRUPTED)
    except MemoryError:
        advice = "audit fewer rows, or a large table in UTF-8 CSV or Parquet with --engine duckdb --memory-limit"
        _leave(str(ConfigError("memory enough for this input", "none left", advice)), FAILED)
    except BaseException as error:  # noqa: BLE001 - Python would exit with 1, which in a CI job means "findings"
        if isinstance(error, OSError) and error.errno in _FULL:
            silence(sys.stdout)
            reason = (error.strerror or str(error)).lower()
            _leave(str(ConfigError("a disk that can be written to", reason, "free it", error.filename)), FAILED)
        _defect()


def _check_folder() -> None:
    """Refuse a current folder that was removed: the settings are looked for from there. Raises `ConfigError`."""
    try:
        os.getcwd()  # noqa: PTH109 - pathlib takes its time to import
    except OSError as error:
        raise ConfigError("a current folder", "none: it was removed or cannot be read", "change to another one") from error


def _leave(sentence: str, code: int) -> NoReturn:
    """The one place where errors leave."""
    from w2vcheck.report.safe_text import visible

    print(f"w2vcheck: {visible(sentence)}", file=sys.stderr)  # noqa: T201 - as above
    sys.exit(code)


def _defect() -> NoReturn:
    """Show what went wrong inside, for a report."""
    import traceback

    from w2vcheck.report.safe_text import visible

    for line in traceback.format_exc().splitlines():
        print(visible(line), file=sys.stderr)  # noqa: T201 - as above
    print("w2vcheck: this is a defect of w2vcheck, not of your data; please report it.", file=sys.stderr)  # noqa: T201 - too
    sys.exit(FAILED)
