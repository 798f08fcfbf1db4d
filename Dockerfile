# An image for CI of any kind: `docker build -t corridor .`, then `docker run --rm -v "$PWD:/work" corridor check`.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked && strip target/release/corridor

FROM debian:bookworm-slim
# git reads revisions for `diff` and `--baseline`. What is mounted belongs to another user.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
COPY --from=build /src/target/release/corridor /usr/local/bin/corridor
USER nobody
WORKDIR /work
ENTRYPOINT ["corridor"]
