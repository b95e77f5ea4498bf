# Sourced by the scripts here: finds what they need on this machine, or says exactly what is missing.
# Each function is quiet when all is well; else it prints what is missing and the remedy, and returns 1.
# shellcheck shell=bash

# Prints the home of a JDK 25 or newer: JAVA_HOME when it is one, else one that lies where Debian puts them,
# else the one in PATH.
find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" $(printf '%s\n' /usr/lib/jvm/*/ | sort -rV) "$(java_in_path)"; do
        home=${home%/}
        if [ -x "$home/bin/javac" ] && (($(java_major "$home") >= 25)); then
            echo "$home"
            return
        fi
    done
    {
        echo "A JDK 25 is missing (a JRE does not do: the product is compiled here)."
        [ -z "${JAVA_HOME:-}" ] || echo "JAVA_HOME is $JAVA_HOME, release $(java_major "$JAVA_HOME")."
        echo "Install the package temurin-25-jdk (Eclipse Temurin's Debian archive) or openjdk-25-jdk (Debian 13"
        echo "and newer), or unpack any JDK 25 and set JAVA_HOME to it."
    } >&2
    return 1
}

java_major() { # home; prints its feature release, 0 when unknown
    local version
    version=$(java_version "$1")
    [[ $version =~ ^[0-9]+ ]] && echo "${BASH_REMATCH[0]}" || echo 0
}

java_version() { # home
    sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release" 2>/dev/null || true # not every folder there is a JDK
}

java_in_path() {
    local java
    java=$(command -v java) || return 0
    dirname "$(dirname "$(readlink -f "$java")")"
}

# Puts a Go of 1.24 or newer first in PATH.
need_go() {
    local go folders=""
    for go in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-1.*/bin/go; do
        [ -n "$go" ] && [ -x "$go" ] || continue
        if go_is_new_enough "$go"; then
            PATH=$(dirname "$go"):$PATH
            return
        fi
        folders+=" $go ($("$go" env GOVERSION 2>/dev/null))"
    done
    {
        echo "Go 1.24 or newer is missing${folders:+; found only$folders}."
        echo "Install the package golang-go (Debian 13 and newer), or unpack any newer Go to /usr/local/go."
    } >&2
    return 1
}

go_is_new_enough() { # program
    local version
    version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
    [[ $version =~ ^go([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] > 1 || BASH_REMATCH[2] >= 24))
}

# What a cluster without a node is started with, and what a node needs besides.
cluster_packages=(openssl=openssl util-linux=flock procps=pkill)
node_packages=(containerd=containerd runc=runc containernetworking-plugins=/usr/lib/cni/bridge
    busybox-static=/bin/busybox iptables=iptables iproute2=ip conntrack=conntrack python3=python3 mount=mount)

# Installs the Debian packages of which a program or folder is missing; arguments are PACKAGE=PATH-OR-PROGRAM.
# Prints what it installed.
need_packages() {
    local wanted missing=()
    for wanted in "$@"; do
        found "${wanted#*=}" || missing+=("${wanted%%=*}")
    done
    ((${#missing[@]})) || return 0
    if ((UID != 0)) || ! command -v apt-get >/dev/null; then
        {
            echo "Missing Debian packages: ${missing[*]}"
            echo "Install them: sudo apt-get install --no-install-recommends ${missing[*]}"
        } >&2
        return 1
    fi
    install_packages "${missing[@]}" && echo "installed ${missing[*]}"
}

found() { # path or name of a program
    [[ $1 != /* ]] || { [ -e "$1" ]; return; }
    [ -n "$(PATH=$PATH:/usr/sbin:/sbin command -v "$1")" ]
}

install_packages() {
    local log
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } \
            >"$log" 2>&1 </dev/null; then
        {
            echo "Installing $* failed:"
            tail -n 5 "$log"
            echo "Mend it and try: apt-get update && apt-get install --no-install-recommends $*"
        } >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
