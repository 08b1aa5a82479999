"""What a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")

application = get_wsgi_application()

from asa.checks import end_if_unsafe  # noqa: E402 needs the settings that were just loaded
from asa.database import patience  # noqa: E402

end_if_unsafe()
patience.use(patience.WEB)
