# Trunkline with its web app; the database is another container (see compose.yaml).
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
# The wheel is built with its web app: Node comes as a Python package, for this stage only.
RUN pip install --no-cache-dir build && TRUNKLINE_UI=force python -m build --wheel

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 trunkline && install -d -o trunkline /var/lib/trunkline
COPY --from=build /source/dist/*.whl /source/constraints.txt /tmp/install/
RUN pip install --no-cache-dir -c /tmp/install/constraints.txt /tmp/install/*.whl && rm -r /tmp/install
USER trunkline
ENV TRUNKLINE_HOME=/var/lib/trunkline TRUNKLINE_HOST=0.0.0.0 TRUNKLINE_LOG_JSON=true
VOLUME /var/lib/trunkline
EXPOSE 8080
ENTRYPOINT ["trunkline"]
CMD ["serve"]
