# The proxy with everything it needs and nothing it was built with. The site's folder is mounted: it is the marketers'.
FROM python:3.13-slim AS build
COPY requirements/production.txt /build/production.txt
RUN python -m venv /opt/devanture \
    && /opt/devanture/bin/pip install --no-cache-dir --require-hashes --requirement /build/production.txt \
    && /opt/devanture/bin/pip uninstall --yes pip

FROM python:3.13-slim
ENV PATH=/opt/devanture/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEVANTURE_SITE=/site \
    DEVANTURE_DATA=/data \
    DEVANTURE_LISTEN=0.0.0.0:8080 \
    DEVANTURE_ADMIN=127.0.0.1:8082
RUN useradd --system --uid 10001 --no-create-home devanture \
    && install --directory --owner=devanture --mode=700 /data
COPY --from=build /opt/devanture /opt/devanture
WORKDIR /app
COPY scoring scoring
COPY rules rules
COPY proxy proxy
USER 10001
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# Inside, where the admin port's loopback is ours.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8082/health', timeout=2)"]
ENTRYPOINT ["python", "-m", "proxy"]
CMD ["serve"]
