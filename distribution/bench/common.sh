# Sourced by the benchmarks: unpacks the archive into a temporary folder that is removed at the end.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../find-jdk.sh"
archive=$(ls "$here"/../archive/target/llmops-*.tar.gz 2>/dev/null || true)
if [ -z "$archive" ]; then
  echo "No archive found; build one with distribution/quickstart.sh --once" >&2
  exit 66
fi
work=$(mktemp -d)
children=()
clean_up() {
  for child in "${children[@]}"; do
    kill "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
tar -xzf "$archive" -C "$work" --strip-components=1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port

now() {
  date +%s%N
}

await_ready() {
  until curl -sf -o /dev/null "$url/health/ready"; do
    sleep 0.01
  done
}
