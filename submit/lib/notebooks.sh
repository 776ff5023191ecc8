# Shared by the scripts in notebooks/: Jupyter, a Java kernel with what the build made on its class path, and the digits.
# Everything but Jupyter itself lies in target/notebooks.

source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
place=$here/target/notebooks
kernel_version=3.0.1
kernel_jar=$place/rapaio-jupyter-kernel-$kernel_version.jar

# Gets Jupyter, the kernel and the application ready.
prepare_notebooks() {
  find_java
  build_if_needed
  install_jupyter
  mkdir -p "$place"
  if [[ ! -s $kernel_jar ]]; then
    printf 'Fetching the Java kernel for Jupyter ...\n' >&2
    mvn -B -q dependency:copy -Dartifact="io.github.padreati:rapaio-jupyter-kernel:$kernel_version" \
      -DoutputDirectory="$place" >"$place/kernel.log" 2>&1 ||
      fail "the kernel could not be fetched; Maven's output is in $place/kernel.log"
  fi
  register_kernel
  find_digits
  export SPARK_LOCAL_IP=127.0.0.1 JUPYTER_PATH=$place/jupyter JUPYTER_CONFIG_DIR=$place/config \
    JUPYTER_DATA_DIR=$place/data JUPYTER_RUNTIME_DIR=$place/runtime IPYTHONDIR=$place/ipython
}

# Debian's packages, where Jupyter is missing.
install_jupyter() {
  if command -v jupyter-nbconvert jupyter-notebook >/dev/null; then return; fi
  local packages=(jupyter-notebook jupyter-nbconvert jupyter-client python3-nbclient) root=()
  command -v apt-get >/dev/null ||
    fail "resources: expected jupyter-nbconvert and jupyter-notebook on the PATH, found none, and no apt-get to install them. Install Jupyter."
  if ((EUID)); then root=(sudo); fi
  printf 'Installing Jupyter from Debian ...\n' >&2
  mkdir -p "$place"
  { "${root[@]}" apt-get update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends "${packages[@]}"; } >"$place/install.log" 2>&1 ||
    fail "Jupyter could not be installed; apt-get's output is in $place/install.log. Install ${packages[*]}."
}

# Writes kernel.json: the Java, the options and the class path that submit/local has.
register_kernel() {
  local folder=$place/jupyter/kernels/lockstep
  mkdir -p "$folder"
  {
    printf '{"language": "java", "display_name": "Lockstep (Java)", "argv": [\n'
    printf '  "%s",\n' "$quietly" "$java" "@$here/submit/lib/java-options" "-Xmx${LOCKSTEP_MEMORY:-4g}" -Djava.awt.headless=true "$log4j" \
      -Dlog4j2.disable.jmx=true -cp "$assembled/jars/*:$application:$kernel_jar" org.rapaio.jupyter.kernel.MainApp
    printf '  "{connection_file}"]}\n'
  } >"$folder/kernel.json"
}

# Sets LOCKSTEP_DATA to a folder with MNIST, where there is one; without it the notebooks draw their digits.
find_digits() {
  local folder
  for folder in "${LOCKSTEP_SHARED:+$LOCKSTEP_SHARED/mnist}" "${HOME:-}/.cache/lockstep/mnist"; do
    if [[ -z ${LOCKSTEP_DATA:-} && -n $folder ]] && compgen -G "$folder/train-images*" >/dev/null; then
      export LOCKSTEP_DATA=$folder
    fi
  done
}
