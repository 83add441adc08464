# Newsdesk in a container, its model prepared, for docker-compose.yml and for any other host of containers.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu \
    NEWSDESK_LIBRARY=/library \
    NEWSDESK_MODEL_CACHE=/models \
    NEWSDESK_LOG_FILE=/library/newsdesk.log

WORKDIR /newsdesk
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY config config
COPY retrieval retrieval
COPY ingestion ingestion
COPY bot bot
RUN pip install --constraint constraints.txt '.[postgres,slack-http]' \
    # The model is prepared once, here, so that no container does it when it starts.
    && newsdesk --library /tmp/library ingest --sample \
    && rm -rf /tmp/library \
    && useradd --create-home newsdesk \
    && mkdir /library \
    && chown -R newsdesk /library /models

USER newsdesk
VOLUME /library
ENTRYPOINT ["newsdesk"]
CMD ["status"]
