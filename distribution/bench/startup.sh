#!/usr/bin/env bash
# Time from exec to ready on an existing database, and resident memory when idle.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-5}
printf 'server: { listen: "127.0.0.1:%s" }\n' "$port" >"$work/conf/llmops.yaml"
export LLMOPS_LOG_LEVEL=WARN

# Starts a server, prints the milliseconds until it is ready, and stops it.
start_once() {
  local begin end pid
  begin=$(now)
  "$work/bin/llmops" serve >/dev/null 2>&1 &
  pid=$!
  children=("$pid")
  await_ready
  end=$(now)
  echo $(((end - begin) / 1000000))
  if [ "${1:-}" = memory ]; then
    sleep 10
    awk '/VmRSS/ {printf "resident when idle: %d MB\n", $2 / 1024}' "/proc/$pid/status" >&2
  fi
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  children=()
}

median() {
  sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

echo "first start (new database, no cache): $(start_once) ms"
echo "with the start-up cache, median of $runs: $(for _ in $(seq "$runs"); do start_once; done | median) ms"
start_once memory >/dev/null
export LLMOPS_AOT=off
echo "without it, median of $runs: $(for _ in $(seq "$runs"); do start_once; done | median) ms"
