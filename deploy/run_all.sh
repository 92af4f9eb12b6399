# shellcheck shell=bash
# For the examples beside this: starts processes, says when all are ready, and ends all of them with
# Ctrl-C, or as soon as one ends. To be sourced.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
marquee=${DEPLOY_BINARY:-build/release/marquee}
data=${DEPLOY_DATA:-data/${0##*/}}
mkdir -p "$data"
if [[ ! -x $marquee ]]; then
    echo "$0: there is no $marquee; scripts/run builds it, or DEPLOY_BINARY names another" >&2
    exit 1
fi

pids=()
end_all() {
    trap - EXIT INT TERM
    # The first is what the others need.
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill -TERM "${pids[i]}" 2>/dev/null || true
        wait "${pids[i]}" 2>/dev/null || true
    done
}
trap end_all EXIT
trap 'end_all; exit 0' INT TERM

# start NAME COMMAND...: in the background, with its log in $data/NAME.log.
start() {
    local name=$1
    shift
    "$@" >"$data/$name.out" 2>"$data/$name.log" &
    pids+=("$!")
    echo "started $name, process $!; its log is $data/$name.log"
}

# await URL: until it answers.
await() {
    for ((i = 0; i < 300; i++)); do
        if curl --silent --fail --output /dev/null "$1"; then return; fi
        for pid in "${pids[@]}"; do
            if ! kill -0 "$pid" 2>/dev/null; then
                echo "$0: a process has ended; the logs in $data say why" >&2
                tail -n 3 "$data"/*.log >&2
                exit 1
            fi
        done
        sleep 0.1
    done
    echo "$0: $1 does not answer" >&2
    exit 1
}

# serve_until_stopped URL
serve_until_stopped() {
    await "$1/readyz"
    cat "$data"/*.out
    echo "ready: $1 (Ctrl-C ends it)"
    wait -n || true
    echo "a process has ended, and so do the others" >&2
    exit 1
}
