# An image for CI of any kind: `docker build -t corridor .`, then
# `docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" corridor check`. Without `--user` it runs as nobody.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked && strip target/release/corridor

FROM debian:bookworm-slim
# git reads revisions for `diff` and `--baseline`. What is mounted may belong to another user: `corridor` names the
# repository to git and has it read no more configuration than that of the repository, so that `safe.directory`, which
# guards what git discovers by itself, need not be set.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/release/corridor /usr/local/bin/corridor
USER nobody
WORKDIR /work
ENTRYPOINT ["corridor"]
