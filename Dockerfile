# The image of Ark from public base images, for those who have a builder and a registry:
#
#   docker build -t ark:0.1.0-SNAPSHOT .
#
# dev/image/build makes the same image without either; what lies in it is described there, and made by the same script.
FROM eclipse-temurin:25-jdk AS jdk
FROM golang:1.25-bookworm AS go

FROM debian:12 AS build
COPY --from=jdk /opt/java/openjdk /usr/lib/jvm/temurin-25
COPY --from=go /usr/local/go /usr/local/go
ENV JAVA_HOME=/usr/lib/jvm/temurin-25
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git maven python3
WORKDIR /ark
COPY . .
RUN mvn -B -ntp package -DskipTests
RUN dev/image/build files /image

FROM scratch
COPY --from=build /image/ /
LABEL org.opencontainers.image.title="ark"
LABEL org.opencontainers.image.description="Backs up and restores Kubernetes objects and volumes"
LABEL org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/usr/bin:/opt/java/bin
ENV MALLOC_ARENA_MAX=2
WORKDIR /
USER 65532:65532
ENTRYPOINT ["/usr/bin/ark"]
