#!/usr/bin/env bash
# Builds everything and runs every test, as CI does. Arguments are passed on to Maven.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. distribution/find-jdk.sh

# The tests of the documentation run its commands, which use these.
missing=()
command -v curl >/dev/null 2>&1 || missing+=(curl)
command -v python3 >/dev/null 2>&1 || missing+=(python3)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
  else
    echo "The tests need ${missing[*]}: install them (on Debian: apt-get install ${missing[*]})." >&2
    exit 69
  fi
fi

exec mvn --batch-mode --no-transfer-progress verify "$@"
