#!/usr/bin/env bash
# Builds everything and runs every test, as CI does. Arguments are passed on to Maven.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. distribution/find-jdk.sh

exec mvn --batch-mode --no-transfer-progress verify "$@"
