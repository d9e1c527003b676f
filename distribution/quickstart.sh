#!/usr/bin/env bash
# Builds LLMOps if it has not been built yet, starts it from the archive, and runs the demo: a prompt is improved,
# evaluated, A/B tested, promoted and guarded, offline, on real data. The server stays up afterwards unless --once is given.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."
. distribution/find-jdk.sh

newest_source() {
  find pom.xml README.md LICENSE CHANGELOG.md docs api core plugins distribution/pom.xml distribution/archive \
    -name target -prune -o -type f -newer "$1" -print -quit
}

archive() {
  local file
  for file in distribution/archive/target/llmops-*.tar.gz; do
    if [ -f "$file" ]; then
      printf '%s\n' "$file"
      return
    fi
  done
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

# A folder of its own for each archive: a server that an earlier quickstart left running keeps its files.
home=distribution/archive/target/quickstart-$(cksum <"$file" | cut -d' ' -f1)
if [ ! -d "$home" ]; then
  rm -rf "$home.new"
  mkdir -p "$home.new"
  tar -xzf "$file" -C "$home.new" --strip-components=1
  mv "$home.new" "$home"
fi
exec "$home/bin/llmops" demo "$@"
