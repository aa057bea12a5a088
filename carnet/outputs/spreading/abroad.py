"""Texts set to be read elsewhere: in a feed reader, every link and every picture has its public address.

In: the site. Out: what templates call as ``c``, like the site's own pages.
"""

from dataclasses import dataclass

from carnet.outputs.web.setting import WebSetting


@dataclass
class Abroad(WebSetting):
    """The site's setting, whose ``root`` is the site's public address."""

    def vers(self, adresse: str) -> str:
        """Return the public address of a place of the site."""
        return f"{self.root}{adresse}"
