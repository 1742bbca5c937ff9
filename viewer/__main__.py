"""`python -m viewer` and the console script `multifidus`."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit status."""
    from viewer.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
