# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/app.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /requirements.txt

FROM python:3.12-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libfontconfig1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin asa \
    && install -d -o asa -g asa -m 0700 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ASA_DATA=/data ASA_STATIC=/app/staticfiles
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Static files get hashed names and compressed copies once, here. No database is needed for it.
RUN DATABASE_URL=postgresql:///none ASA_DEMO=1 python manage.py collectstatic --no-input --verbosity 0
USER 10001
EXPOSE 8000
CMD ["gunicorn", "asa.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "60", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "/dev/null", \
     "--logger-class", "asa.web_log.WebLogger"]
