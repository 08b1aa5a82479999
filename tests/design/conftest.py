"""Sample pages are opened in the same browser as the application's pages."""

from tests.browser.conftest import browser_type_launch_args  # noqa: F401  # the fixture is used by name
