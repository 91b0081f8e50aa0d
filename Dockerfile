# One image for web, worker, clock and migrations. PostgreSQL and Redis are images of their own (docker-compose.yml).
FROM node:22-bookworm-slim AS front
WORKDIR /srv
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt

FROM python:3.11-slim-bookworm
# The releases of one Debian are compatible; a pinned revision is gone from the archive with the next security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgdal32 libgeos-c1v5 gettext \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin citymgmt
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 CITYMGMT_VAR=/srv/var STATIC_ROOT=/srv/static-files
WORKDIR /srv
COPY --from=packages /venv /venv
COPY --from=front /srv/node_modules node_modules
COPY . .
# A key for these two commands only; the running processes refuse to start without SECRET_KEY of their own.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
    && export SECRET_KEY \
    && python manage.py compilemessages -v0 --ignore=node_modules \
    && python manage.py collectstatic --noinput -v0 \
    && mkdir -p var/media \
    && chown -R citymgmt:citymgmt var
USER 10001
EXPOSE 8000
CMD ["gunicorn", "--workers", "4", "--timeout", "30", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "citymgmt.wsgi"]
