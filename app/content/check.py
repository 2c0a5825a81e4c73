"""The check as a program of its own: `python -m app.content.check content`."""

import sys
from pathlib import Path

from app.content.problems import Severity
from app.content.reader import read
from app.content.rules import DEEP_RULES, RULES
from app.content.tree import open_tree


def main(arguments: list[str]) -> int:
    """Print every problem of the tree; 1 when one of them is an error."""
    root = next((argument for argument in arguments if argument != "--deep"), "content")
    rules = (*RULES, *DEEP_RULES) if "--deep" in arguments else RULES
    reading = read(open_tree(Path(root)), rules=rules)
    for problem in reading.problems:
        sys.stdout.write(problem.told(root) + "\n")
    wrong = sum(problem.severity is Severity.ERROR for problem in reading.problems)
    sys.stdout.write(f"{wrong} errors, {len(reading.problems) - wrong} warnings\n")
    return 0 if reading.library else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
