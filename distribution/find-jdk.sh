# Sourced by the scripts beside it. Sets JAVA_HOME to a JDK 25, looking in JAVA_HOME, on the PATH and in the usual
# folders; says in one line what to install when there is none.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk_25() {
  local candidate javac
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  if javac=$(command -v javac); then
    candidate=$(dirname "$(dirname "$(readlink -f "$javac")")")
    if is_jdk_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  fi
  for candidate in /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk_25); then
  echo "A JDK 25 is needed and was not found: install one (for instance the package temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it." >&2
  exit 69
fi
export JAVA_HOME
export PATH="$JAVA_HOME/bin:$PATH"

if ! command -v mvn >/dev/null 2>&1; then
  echo "Maven 3.8.7 or newer is needed and was not found: install it (on Debian: apt-get install maven)." >&2
  exit 69
fi
