"""The very first step of the program: Ctrl-C has its sentence before anything else is imported."""

import sys


def main() -> None:
    """Run ``carnet.cli``; stopped while it is still being read, say so and leave with 130."""
    try:
        from carnet.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrompu : rien n’a été changé.\n")
        sys.exit(130)
