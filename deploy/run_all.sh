# shellcheck shell=bash
# For the examples beside this: starts processes, says when all are ready, and ends all of them with
# Ctrl-C, or as soon as one ends. To be sourced.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
marquee=${DEPLOY_BINARY:-build/release/marquee}
data=${DEPLOY_DATA:-data/${0##*/}}
mkdir -p "$data"
# Beside a MySQL database there is no place for the search index.
if [[ ${DEPLOY_DATABASE:-} == mysql:* ]]; then
    export MARQUEE_INDEX_PATH=${MARQUEE_INDEX_PATH:-$data/index}
fi
if [[ ! -x $marquee ]]; then
    echo "$0: there is no $marquee; scripts/run builds it, or DEPLOY_BINARY names another" >&2
    exit 1
fi

# database NAME: the URL of that process's.
database() { echo "${DEPLOY_DATABASE:-sqlite://$data/$1.db}"; }

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

# await URL TEXT: until what it answers has the text.
await() {
    for ((i = 0; i < 600; i++)); do
        for pid in "${pids[@]}"; do
            if ! kill -0 "$pid" 2>/dev/null; then
                echo "$0: a process has ended; the logs in $data say why" >&2
                tail -n 3 "$data"/*.log >&2
                exit 1
            fi
        done
        if [[ $(curl --silent --fail "$1") == *"$2"* ]]; then return; fi
        sleep 0.05
    done
    echo "$0: $1 does not say $2; the logs in $data may say why" >&2
    exit 1
}

# serve_until_stopped URL
serve_until_stopped() {
    # Without its peers a process is there, and degraded.
    await "$1/readyz" '"status":"ready"'
    cat "$data"/*.out
    echo "ready: $1 (Ctrl-C ends it)"
    wait -n || true
    echo "a process has ended, and so do the others" >&2
    exit 1
}
