"""Stories in, readers served: a right-to-left web site and feeds over the archive. It fetches nothing."""

from masdar.serve.linting import Linter
from masdar.serve.routes import site
from masdar.serve.settings import SiteSettings

__all__ = ["Linter", "SiteSettings", "site"]
