"""The queue. It only rings: what is to be done stands in `asa.jobs` rows, so a lost message costs nothing."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import setup_logging, worker_init
from django.conf import settings

from asa import logs
from asa.database import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")

# In a container root is the ordinary user; tasks carry row ids as JSON only, never code.
warnings.filterwarnings("ignore", category=SecurityWarning)


def broker_address(url: str) -> str:
    """Return Celery's form of a Redis address (a socket has its own scheme there)."""
    if url.startswith("unix://"):
        path, _, query = url.removeprefix("unix://").partition("?")
        database = dict(pair.partition("=")[::2] for pair in query.split("&")).get("db", "0")
        return f"redis+socket://{path}?virtual_host={database}"
    return url


app = Celery("asa")
app.conf.update(
    broker_url=broker_address(settings.REDIS_URL) or None,
    broker_connection_retry_on_startup=True,
    # Without limits a publish would hang for as long as Redis is away.
    task_publish_retry=False,
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 10,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_max_memory_per_child=400_000,  # KiB; a child above makes room for a new one after its task
    task_time_limit=840,  # below the visibility timeout, or a task would run twice
    task_soft_time_limit=780,
    task_ignore_result=True,
    task_default_queue="interactive",
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    timezone=settings.TIME_ZONE,
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**_: object) -> None:
    """Write the lines that the settings name: Celery sets up its own only where nobody listens here."""
    logs.use_for_process()


@worker_init.connect
def refuse_unsafe_start(**_: object) -> None:
    """Start no worker on an unsafe installation, whichever way it was started; Celery lets this exit through."""
    from asa.checks import end_if_unsafe

    end_if_unsafe()


@worker_init.connect
def limit_patience(**_: object) -> None:
    """Give the worker's transactions their limits of time; its children inherit them."""
    patience.use(patience.WORKER)


@worker_init.connect
def load_pages(**_: object) -> None:
    """Load the addresses of all pages before the children are forked: each would spend a second on it by itself."""
    from django.urls import get_resolver

    get_resolver().reverse_dict  # noqa: B018 - reading it loads them
