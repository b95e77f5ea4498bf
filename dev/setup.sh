# Sourced by ./demo and ./test, in the repository's folder: the steps that make a fresh machine ready.
# shellcheck shell=bash
. dev/needs.sh
. dev/steps.sh

# What a build of the programs takes on 2 cores when nothing of it is cached.
declare -A minutes=([kubernetes]=8 [csi-driver]=1 [csi-provisioner]=1 [coredns]=2 [minio]=4 [restic]=2 [launcher]=1 [velero]=4 [velero-server]=8 [start]=1)
further_packages=() # what a script needs besides: PACKAGE=PATH-OR-PROGRAM
kubernetes_version=$(awk '$1 == "k8s.io/kubernetes" {print substr($2, 2)}' dev/cluster/go.mod)

set_up() { # sets of dev/programs...
    step "JDK 25 and Go 1.24" find_compilers "$@"
    JAVA_HOME=$(find_jdk)
    export JAVA_HOME
    step "Debian packages" install_needed
    step "etcd, Kubernetes $kubernetes_version" build_programs "$@"
}

find_compilers() { # sets
    local problems=0 go="Go is not needed, all programs are built" home=""
    home=$(find_jdk) || problems=1
    if [ -n "$(missing_programs "$@")" ]; then
        need_go && go=$(go env GOVERSION) || problems=1
    fi
    ((!problems)) || return 1
    echo "found, $(java_vendor "$home") $(java_version "$home"); $go"
}

java_vendor() { # home
    local vendor
    vendor=$(sed -n 's/^IMPLEMENTOR_VERSION="\([A-Za-z]*\).*/\1/p' "$1/release")
    echo "${vendor:-OpenJDK}"
}

install_needed() {
    local installed problems=0
    installed=$(need_packages maven=mvn curl=curl "${cluster_packages[@]}" "${node_packages[@]}" \
        "${further_packages[@]}") || problems=1
    if ((UID != 0)); then
        echo "A node, on which pods run, needs root: it mounts volumes, makes a network bridge and starts containers" >&2
        echo "(and removes all of it again). Run this as root, in a virtual machine if you like." >&2
        problems=1
    fi
    ((!problems)) || return 1
    echo "${installed:-all there}"
}

missing_programs() { # sets
    local set
    for set in "$@"; do dev/programs path "$set" >/dev/null 2>&1 || echo "$set"; done
}

build_programs() { # sets
    local missing set sum=0
    missing=$(missing_programs "$@")
    [ -n "$missing" ] || { echo "built earlier"; return; }
    for set in $missing; do sum=$((sum + minutes[$set])); done
    long_step "building $(echo $missing), about $sum min on 2 cores"
    dev/programs build $missing && echo "built, kept for next time"
}
