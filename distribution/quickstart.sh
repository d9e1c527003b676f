#!/usr/bin/env bash
# Builds LLMOps if it has not been built yet, starts it from the archive, and runs the demo: a prompt is improved,
# evaluated, A/B tested, promoted and guarded, offline, on real data. The server stays up afterwards unless --once is given.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."
. distribution/find-jdk.sh

newest_source() {
  find pom.xml api core plugins distribution/archive -name target -prune -o -type f -newer "$1" -print -quit
}

archive() {
  find distribution/archive/target -maxdepth 1 -name 'llmops-*.tar.gz' 2>/dev/null | head -n 1
}

file=$(archive)
if [ -z "$file" ] || [ -n "$(newest_source "$file")" ]; then
  echo "Building LLMOps (once; this takes a minute or two) ..."
  log=$(mktemp)
  if ! mvn --batch-mode --no-transfer-progress --quiet -Dmaven.test.skip=true -Dspotless.check.skip=true \
      -pl distribution/archive -am package >"$log" 2>&1; then
    cat "$log" >&2
    echo "The build failed; see above." >&2
    exit 1
  fi
  rm -f "$log"
  file=$(archive)
fi

home=distribution/archive/target/quickstart
rm -rf "$home"
mkdir -p "$home"
tar -xzf "$file" -C "$home" --strip-components=1
exec "$home/bin/llmops" demo "$@"
