"""The command line: arguments, calls, exit codes. Nothing below this folder prints or exits."""

import os
import sys

from w2vcheck.errors import W2vcheckError

CLEAN, FINDINGS, FAILED = 0, 1, 2
"""Exit codes: nothing at or above --fail-on; something; could not do its job."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What numerical libraries read when they are loaded. One thread gives the same bits on every machine of a kind."""


def main() -> None:
    """Run the command line. A `W2vcheckError` becomes its one sentence on stderr and exit code 2."""
    # Libraries loaded in the middle of an audit escape its own limit; this process is ours, so they get it from here.
    os.environ.update(dict.fromkeys(THREADS, "1"))
    from w2vcheck.cli.app import app

    try:
        app(prog_name="w2vcheck")
    except W2vcheckError as error:
        from w2vcheck.report.safe_text import visible

        print(f"w2vcheck: {visible(str(error))}", file=sys.stderr)  # noqa: T201 - the one place where errors leave
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - Python would exit with 1, which in a CI job means "findings"
        import traceback

        from w2vcheck.report.safe_text import visible

        for line in traceback.format_exc().splitlines():
            print(visible(line), file=sys.stderr)  # noqa: T201 - as above
        print("w2vcheck: this is a defect of w2vcheck, not of your data; please report it.", file=sys.stderr)  # noqa: T201 - too
        sys.exit(FAILED)
