# Sourced by ./demo and ./test: numbered steps, each of which tells what it does, how it went and how long it took.
# shellcheck shell=bash
step_number=0
step_log=$(mktemp "${TMPDIR:-/tmp}/ark-steps.XXXXXX")
trap 'rm -f "$step_log"' EXIT
exec 3>&1

# Runs a function as a step. What it prints is the step's result, in a few words; what goes to standard error is
# shown only when it fails, and then the script ends.
step() { # title, function, arguments...
    local began=$SECONDS outcome failed=0
    step_title=$1
    shift
    step_number=$((step_number + 1))
    [ ! -t 3 ] || printf '%3d  %-28s …' "$step_number" "$step_title"
    # Not as a condition: there, bash does not stop a function at its first command that fails.
    set +e
    outcome=$(set -e; "$@" 2>"$step_log" </dev/null)
    failed=$?
    set -e
    if ((failed == 0)); then
        tell "$outcome$(took $((SECONDS - began)))"
        return
    fi
    tell "FAILED$(took $((SECONDS - began)))"
    {
        echo
        echo "Step $step_number, $step_title, failed:"
        tail -n 30 "$step_log" | sed 's/^/  /'
    } >&2
    exit 1
}

# Announces that the step of now will take minutes.
long_step() { # words
    tell "$1 …"
}

tell() { # what the step of now has to say
    [ ! -t 3 ] || printf '\r\033[K' >&3
    printf '%3d  %-28s %s\n' "$step_number" "$step_title" "$1" >&3
}

took() { # seconds; prints nothing below one
    local seconds=$1
    if ((seconds >= 60)); then
        printf ' (%d m %02d s)' $((seconds / 60)) $((seconds % 60))
    elif ((seconds >= 1)); then
        printf ' (%d s)' "$seconds"
    fi
}
