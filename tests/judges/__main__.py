"""Every judge of pages on a whole site: ``python -m tests.judges out/site``, for carnets that are not ours.

Nu on every page, axe on every page in four views, the reader without JavaScript. Exit code 1 when one of
them has something to say.
"""

import sys
import time
from pathlib import Path

from tests.judges import Remark, axe, nu, reading


def main(site: Path) -> int:
    """Judge a site and print what was found; return the exit code."""
    pages = sorted(site.rglob("*.html"))
    remarks: list[Remark] = []
    for name, judge in (("Nu", _nu), ("axe", _axe), ("lecture", _reading)):
        start = time.monotonic()
        found = judge(site, pages)
        print(f"{name} : {len(pages)} pages, {len(found)} remarques, {time.monotonic() - start:.0f} s")
        remarks += found
    for remark in remarks:
        print(remark)
    return 1 if remarks else 0


def _nu(site: Path, pages: list[Path]) -> list[Remark]:
    return nu.check(site)


def _axe(site: Path, pages: list[Path]) -> list[Remark]:
    with axe.started() as browser:
        return browser.check_all([page.as_uri() for page in pages])


def _reading(site: Path, pages: list[Path]) -> list[Remark]:
    with axe.started() as browser:
        return reading.check(browser.browser, site)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
