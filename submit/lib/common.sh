# Shared by the scripts in submit/: finds Java 17 and Spark, builds what is needed, hands the command to spark-submit.

set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
application=$here/target/lockstep-app.jar
assembled=$here/target/spark
archive=$here/target/lockstep.jsa # classes as the JVM has them in memory, made by the build
log4j="-Dlog4j2.configurationFile=$here/conf/log4j2.properties"
# In front of a Java of ours: no warning about the module with which Lockstep computes on vectors, and standard error as descriptor 3.
quietly=$here/submit/lib/without-incubator-warning
standard_error=-Dlockstep.standard-error=3

fail() {
  printf 'lockstep: %s\n' "$1" >&2
  exit "${2:-69}"
}

# Sets $java and JAVA_HOME to a Java 17, the only version on which this build and Spark 3.5 both run. Java does not start at all where
# a module is missing that submit/lib/java-options names: every JDK 17 has it, but not every runtime that somebody has cut down.
find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)"; do
    [[ -n $candidate && -x $candidate ]] || continue
    candidate=$(readlink -f "$candidate")
    version=$(version_of "$candidate")
    if [[ $version == 17 ]] && ! has_vectors "$candidate"; then
      version="17 without the module jdk.incubator.vector ($candidate)"
    elif [[ $version == 17 ]]; then
      java=$candidate
      export JAVA_HOME=${java%/bin/java}
      return
    fi
  done
  fail "resources: expected a JDK 17 in JAVA_HOME or on the PATH, found ${version:-none}. Install one (Debian: openjdk-17-jdk-headless) or set JAVA_HOME to it."
}

# Prints the version of a Java: 17 where the file beside it says so, which is faster than to start it.
version_of() {
  if grep -qs '^JAVA_VERSION="17[".]' "${1%/bin/java}/release"; then
    echo 17
  else
    "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
  fi
}

# Whether a Java has the module of vectors, of which the file beside it tells faster, too.
has_vectors() {
  grep -qs '^MODULES=.*[" ]jdk\.incubator\.vector[" ]' "${1%/bin/java}/release" ||
    "$1" --list-modules | grep -q '^jdk\.incubator\.vector@'
}

# Builds the application and a Spark to run it on where they are missing or older than what they are made of.
build_if_needed() {
  if [[ -f $application && -d $assembled/jars && -z $(find "$here/pom.xml" "$here/src/main" -newer "$application" -print -quit) ]]; then
    return
  fi
  command -v mvn >/dev/null || fail "resources: expected Maven 3.8 or later on the PATH to build with, found none. Install it (Debian: maven)."
  printf 'Building Lockstep; the first time, Maven fetches about 500 MB of libraries ...\n' >&2
  local log=$here/target/build.log
  mkdir -p "$here/target"
  if ! mvn -B -q -f "$here/pom.xml" -Dmaven.test.skip=true -Dspotless.check.skip=true package >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "the build failed; its whole output is in $log" 70
  fi
}

# Sets SPARK_HOME to the user's Spark, where there is one, or to the one that the build assembled.
find_spark() {
  if [[ -z ${SPARK_HOME:-} ]]; then
    export SPARK_HOME=$assembled
  elif [[ ! -x $SPARK_HOME/bin/spark-submit ]]; then
    fail "resources: SPARK_HOME: expected a Spark with bin/spark-submit, found none in $SPARK_HOME. Set it to your Spark, or unset it for the one that the build assembles."
  fi
}

# Fails, saying so, where Spark lacks the jar that knows a cluster manager.
require_spark_with() {
  compgen -G "$SPARK_HOME/jars/spark-$1_*.jar" >/dev/null ||
    fail "resources: SPARK_HOME: expected a Spark with spark-$1, found none in $SPARK_HOME. Set SPARK_HOME to a Spark distribution built for it (spark.apache.org/downloads)."
}

# What every script begins with: reads the arguments, gets Java, the application and Spark ready, and does at once what needs
# no cluster. $1 checks what this cluster must be told, before anything is built.
prepare() {
  local check=$1
  shift
  read_arguments "$@"
  if needs_cluster; then "$check"; fi
  find_java
  build_if_needed
  find_spark
  needs_cluster || start
}

# Becomes the JVM that runs the command; what is given are further options of Java.
start() {
  exec "$quietly" "$java" "@$here/submit/lib/java-options" "-Xmx${LOCKSTEP_MEMORY:-2g}" "$log4j" "$standard_error" \
    -Dlog4j2.disable.jmx=true "$@" -cp "$SPARK_HOME/jars/*:$application" io.lockstep.Lockstep "${command[@]}"
}

# Becomes a JVM with this master in it. spark-submit would start one to work out the command line of another, and copy
# the application for executors that are not there.
start_locally() {
  local options=("-Dspark.master=$1")
  # Java takes the archive only with the very jars that it was made of. Beside an agent it is not safe: a class of which a jar has
  # but a version for newer Javas (Log4j has one) ends a Java 17 that must show it to the agent.
  if [[ -s $archive && -z ${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-} ]]; then
    options+=("-XX:SharedArchiveFile=$archive" "-Xlog:cds*=off")
  fi
  start "${options[@]}"
}

# Whether spark-submit has nothing to work out: no options, no other master than $1, no configuration, no Spark but the one that
# the build assembled.
is_simple() {
  local name
  [[ $1 == @(local|local\[*) && ${#spark_options[@]} == 0 && $SPARK_HOME == "$assembled" && ! -e $SPARK_HOME/conf ]] || return
  for name in "${!SPARK_@}" "${!HADOOP_@}" "${!YARN_@}"; do
    [[ $name == SPARK_@(HOME|LOCAL_IP|LOCAL_DIRS) ]] || return
  done
}

needs_cluster() {
  [[ ${command[0]} == @(train|reproduce|gradient|evaluate|predict|doctor) && " ${command[*]} " != *" --help "* ]]
}

# Sets command to what Lockstep is to do (by default the main job), and spark_options to what follows "--".
read_arguments() {
  command=()
  spark_options=()
  while (($#)); do
    if [[ $1 == -- ]]; then
      spark_options=("${@:2}")
      break
    fi
    command+=("$1")
    shift
  done
  if ((${#command[@]} == 0)); then
    command=(train --config "$here/conf/quickstart.conf")
  fi
}

# Sets $master from LOCKSTEP_MASTER or from what follows "--"; $1 is how it begins, $2 an example.
require_master() {
  master=${LOCKSTEP_MASTER:-}
  local previous='' option
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    case $previous,$option in
      --master,* | *,--master=*) master=${option#--master=} ;;
    esac
    previous=$option
  done
  [[ $master == "$1"* ]] ||
    fail "usage: expected a master, for example $2, in LOCKSTEP_MASTER or as --master after \"--\", found '$master'." 64
}

# Whether the driver is to run inside the cluster: the last option counts, and $1 if there is none.
in_cluster_mode() {
  local mode=$1 previous='' option
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    case $previous,$option in
      --deploy-mode,* | *,--deploy-mode=* | *,spark.submit.deployMode=* | *,--conf=spark.submit.deployMode=*) mode=${option##*=} ;;
    esac
    previous=$option
  done
  [[ $mode == cluster ]]
}

# A driver inside the cluster does not see this machine's files, so the configuration's text goes in place of its path.
inline_configuration() {
  local i
  for i in "${!command[@]}"; do
    case ${command[i]} in
      --config) ((i + 1 == ${#command[@]})) || command[i + 1]=$(as_data_uri "${command[i + 1]}") ;;
      --config=*) command[i]=--config=$(as_data_uri "${command[i]#*=}") ;;
    esac
  done
}

as_data_uri() {
  [[ $1 =~ ^file:/+(.*) ]] && set -- "/${BASH_REMATCH[1]}"
  [[ -r $1 ]] || fail "usage: --config: expected a file that can be read, found none at '$1'." 64
  printf 'data:;base64,%s' "$(base64 <"$1" | tr -d '\n')"
}

# Hands the command to spark-submit and ends with its exit code. $1 is where the driver runs unless the user says otherwise;
# what follows are the options of this cluster. The user's come after them and win.
submit() {
  if in_cluster_mode "$1"; then
    inline_configuration
    spark_submit_command "$@"
    exec "${submission[@]}"
  fi
  our_options=$standard_error # of this machine's process, and of none inside the cluster
  spark_submit_command "$@"
  exec "$quietly" "${submission[@]}"
}

# Submits a driver into the cluster and sets $code to its exit code, or to nothing. Spark tells it in its messages only: $1 is
# the sed command that prints it, $2 the command that shows the driver's log, what follows the options of this cluster.
submit_driver() {
  local print_code=$1 log_command=$2 messages status=0
  messages=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-messages.XXXXXXXX")
  inline_configuration
  spark_submit_command cluster "${@:3}"
  "${submission[@]}" 2>"$messages/err" | tee "$messages/out" || status=$?
  code=$(sed -nE "$print_code" "$messages"/{out,err} | tail -n 1)
  if ((${code:-0})); then
    grep -h '^lockstep: ' "$messages"/{out,err} | tail -n 1 >&2 || true # where Spark repeats what the driver said
    printf 'lockstep: the driver in the cluster ended with exit code %s; "%s" shows its log.\n' "$code" "$log_command" >&2
  else
    cat "$messages/err" >&2
  fi
  rm -r "$messages"
  ((${code:-$status} == 0)) || exit "${code:-$status}"
}

# Sets $submission. Driver and executors get the module of vectors as defaultJavaOptions, which Spark puts in front of the
# extraJavaOptions and --driver-java-options of the user; a JVM that runs already cannot be given a module.
spark_submit_command() {
  # Spark's own messages: errors only, until the run has a folder for the rest.
  export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} $log4j"
  submission=(
    "$SPARK_HOME/bin/spark-submit" --deploy-mode "$1"
    --conf "spark.driver.defaultJavaOptions=$(default_java_options driver)${our_options:+ $our_options}"
    --conf "spark.executor.defaultJavaOptions=$(default_java_options executor)"
    "${@:2}" ${spark_options[@]+"${spark_options[@]}"}
    --class io.lockstep.Lockstep "${LOCKSTEP_APPLICATION:-$application}" "${command[@]}"
  )
}

# Prints the vectors' module behind the defaultJavaOptions of the driver or of the executors ($1) in Spark's configuration, where
# administrators set them and ours would replace them. Those of the command line come after ours and win.
default_java_options() {
  local file=${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf previous='' option theirs=''
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    case $previous,$option in
      --properties-file,* | *,--properties-file=*) file=${option#--properties-file=} ;;
    esac
    previous=$option
  done
  if [[ -r $file ]]; then
    theirs=$(sed -nE "s/^[[:space:]]*spark\.$1\.defaultJavaOptions[[:space:]]*[[:space:]=:][[:space:]]*//p" "$file" | tail -n 1)
  fi
  printf '%s' "${theirs:+$theirs }--add-modules=jdk.incubator.vector"
}
