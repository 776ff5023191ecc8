# Shared by the scripts in submit/: finds Java 17, builds what is needed. Expects $here, the project's folder.

fail() {
  printf 'lockstep: %s\n' "$1" >&2
  exit "${2:-69}"
}

# Sets $java to a Java 17, the only version on which this build and Spark 3.5 both run.
find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)"; do
    [[ -n $candidate && -x $candidate ]] || continue
    version=$("$candidate" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
    if [[ $version == 17 ]]; then
      java=$candidate
      return
    fi
  done
  fail "resources: expected a JDK 17 in JAVA_HOME or on the PATH, found ${version:-none}. Install one (Debian: openjdk-17-jdk-headless) or set JAVA_HOME to it."
}

# Builds the jar where it is missing or older than what it is made of.
build_if_needed() {
  local jar=$here/target/lockstep.jar
  if [[ -f $jar && -f $here/target/classpath && -z $(find "$here/pom.xml" "$here/src/main" -newer "$jar" -print -quit) ]]; then
    return
  fi
  command -v mvn >/dev/null || fail "resources: expected Maven 3.8 or later on the PATH to build with, found none. Install it (Debian: maven)."
  printf 'Building Lockstep; the first time, Maven fetches about 300 MB of libraries ...\n' >&2
  local log=$here/target/build.log
  mkdir -p "$here/target"
  local home
  home=$(dirname "$(dirname "$(readlink -f "$java")")")
  if ! JAVA_HOME=$home mvn -B -q -f "$here/pom.xml" -Dmaven.test.skip=true package >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "the build failed; its whole output is in $log" 70
  fi
}
