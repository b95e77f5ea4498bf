# Sourced by cluster: the programs that it leaves running. Each has, below $dir/processes, a file NAME.command
# (program and arguments, separated by NUL bytes) and, while it should run, NAME.pid; its output is in $dir/log.
# shellcheck shell=bash

start() { # name command...
    local name=$1
    shift
    mkdir -p "$dir/processes" "$dir/log"
    printf '%s\0' "$@" >"$dir/processes/$name.command"
    launch "$name"
}

launch() { # name; starts it with the command of last time
    local command
    mapfile -d '' command <"$dir/processes/$1.command"
    # Its own session, so that Ctrl-C does not reach it; without the locks and outputs that this script may hold;
    # and without a proxy, because whom it talks to is on this machine.
    (unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
        cd "$dir" && exec setsid "${command[@]}" >>"$dir/log/$1.log" 2>&1 </dev/null 3>&- 8>&- 9>&-) &
    echo $! >"$dir/processes/$1.pid"
}

# Whether the process that was started under this name runs still. Its last argument tells it from another one
# that has got its number; its program may have changed, because scripts exec.
running() { # name
    local pid command
    pid=$(cat "$dir/processes/$1.pid" 2>/dev/null) || return 1
    mapfile -d '' command <"$dir/processes/$1.command" || return 1
    [ -d "/proc/$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "${command[-1]}"
}

any_running() {
    local command
    for command in "$dir"/processes/*.command; do
        ! running "$(basename "$command" .command)" || return 0
    done
    return 1
}

await() { # process, seconds, command...
    local process=$1 deadline=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= deadline)) || ! kill -0 "$(cat "$dir/processes/$process.pid")" 2>/dev/null; then
            echo "$process did not become ready; the end of $dir/log/$process.log:" >&2
            tail -n 5 "$dir/log/$process.log" >&2
            return 1
        fi
        sleep 0.2
    done
}

stop() { # name
    local pid
    if running "$1"; then
        pid=$(cat "$dir/processes/$1.pid")
        if ((pid != $$)); then # the watcher removes the cluster that it belongs to
            kill "$pid" 2>/dev/null || true
            for _ in $(seq 100); do running "$1" || break; sleep 0.1; done
            kill -9 "$pid" 2>/dev/null || true
        fi
    fi
    rm -f "$dir/processes/$1.pid"
}
