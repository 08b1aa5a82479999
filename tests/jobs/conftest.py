"""Each test of the queue starts and ends with a bell that works.

The import stands inside: pytest reads this file before Django is set up.
"""

import pytest


@pytest.fixture(autouse=True)
def working_bell():
    from asa.jobs import bell

    bell.mended()
    yield
    bell.mended()
