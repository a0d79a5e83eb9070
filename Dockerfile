# The server as an image: docker build -t paperbanana .
# PYTHON may be any image with Python 3.11 or newer and its venv module.
ARG PYTHON=python:3.11-slim-trixie

FROM ${PYTHON} AS build
WORKDIR /source
RUN python3 -m venv /opt/paperbanana
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN /opt/paperbanana/bin/pip install --no-cache-dir --constraint constraints.txt '.[cjk]'

FROM ${PYTHON}
# A fixed number, so that the owner of a mounted folder can be set before the first start.
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin paperbanana \
    && install -d -o paperbanana -g paperbanana -m 0700 /data
COPY --from=build /opt/paperbanana /opt/paperbanana
ENV PATH=/opt/paperbanana/bin:$PATH \
    PAPERBANANA_DATA_DIR=/data \
    PAPERBANANA_STATE_DIR=/data/runs \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
ENTRYPOINT ["pb"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
