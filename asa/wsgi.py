"""What a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")

application = get_wsgi_application()

from asa.checks import refuse_unsafe_production  # noqa: E402 needs the settings that were just loaded
from asa.database import patience  # noqa: E402

refuse_unsafe_production()
patience.use(patience.WEB)
