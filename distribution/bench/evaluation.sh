#!/usr/bin/env bash
# Run time of an evaluation against a provider of fixed latency.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
samples=${1:-1000}
in_flight=${2:-50}
latency=${3:-50}
listeners=${4:-0}
if [ -z "${LLM_URL:-}" ]; then
  mock=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  java "$here/MockProvider.java" "$mock" "$latency" >/dev/null 2>&1 &
  children+=("$!")
  LLM_URL=http://127.0.0.1:$mock/v1
fi
cat >"$work/conf/llmops.yaml" <<END
server: { listen: "127.0.0.1:$port" }
providers:
  mock: { use: openai, base-url: "$LLM_URL", model: mock-1 }
END
export LLMOPS_LOG_LEVEL=WARN

start() {
  "$work/bin/llmops" serve >/dev/null 2>&1 &
  server=$!
  await_ready
}

stop() {
  kill "$server"
  wait "$server" 2>/dev/null || true
}

post() {
  curl -sf -o /dev/null "$url/api/v1/$1" -H "Content-Type: ${3:-application/json}" --data-binary "$2"
}
start
post datasets '{"name": "bench"}'
python3 - "$samples" >"$work/samples.ndjson" <<'END'
import json, sys
for i in range(int(sys.argv[1])):
    print(json.dumps({"id": f"s{i}", "input": f"CAPITAL:{i}", "expected": f"answer-{i}"}))
END
post datasets/bench/samples "@$work/samples.ndjson" application/x-ndjson
post prompts '{"name": "bench", "version": "1.0.0", "content": "{{input}}", "variables": [{"name": "input"}]}'
body=$(printf '{"dataset": "bench", "prompt": {"name": "bench"}, "provider": "mock", "start": false, "concurrency": %s, "metrics": [{"metric": "exact-match"}, {"metric": "latency"}, {"metric": "tokens"}]}' "$in_flight")

# Starts a run, waits for its end, and prints how long it took.
run_once() {
  local id run
  id=$(curl -sf "$url/api/v1/runs" -H 'Content-Type: application/json' -d "$body" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
  if [ "$listeners" -gt 0 ]; then
    : >"$work/listeners"
    python3 "$here/listeners.py" "$url" "$id" "$listeners" >"$work/listeners" &
    until grep -q listening "$work/listeners"; do sleep 0.05; done
  fi
  post "runs/$id/start" '{}'
  while :; do
    run=$(curl -sf "$url/api/v1/runs/$id")
    case $run in *'"status":"completed"'* | *'"status":"failed"'*) break ;; esac
    sleep 0.1
  done
  printf '%s' "$run" | python3 -c '
import json, sys
from datetime import datetime
run = json.load(sys.stdin)
when = lambda key: datetime.fromisoformat(run[key].replace("Z", "+00:00"))
summary = run["summary"]
print("round %s: %s, run time %.2f s, %d of %d passed, %d failed" % (
    sys.argv[1], run["status"], (when("endedAt") - when("startedAt")).total_seconds(),
    summary["passed"], summary["total"], summary["failed"]))' "$1"
  if [ "$listeners" -gt 0 ]; then
    wait "$!"
    tail -n 1 "$work/listeners"
  fi
}

# Measured at the second start: the first one fills the database and makes the start-up cache.
run_once "first start, 1" >/dev/null
stop
start
children+=("$server")
for round in 1 2 3; do
  run_once "$round"
done
awk '/VmHWM/ {printf "peak resident: %d MB\n", $2 / 1024}' "/proc/$server/status"
