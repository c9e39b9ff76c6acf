# Read by bin/legup, bin/test and bin/bench: makes an environment and keeps it in step with a
# requirements file. The caller has set $root. Gives $python.
#
#   environment .venv requirements.txt "What is being done, and how long it takes."

# The first Python of 3.11 or newer that really runs (a name on the PATH may be a shell of nothing).
find_python() {
    for name in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if base=$(command -v "$name") &&
            "$base" -ISc 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
    done
    found=$(python3 -V 2>/dev/null) || found="no Python 3"
    say "Leg Up needs Python 3.11 or newer, and this computer has $found." \
        "Install it from python.org or your system's packages, then start again."
    exit 1
}

retry="Leg Up could not install what it needs; the lines above say why. It needs the internet, or your own
package index, this once. Start again to try again."

say() { echo "$*" >&2; }

# What the environment holds: the pins, and the Python that they were installed for.
contents() {
    cat "$pins"
    "$1" -ISc 'import sys; print("#", sys.version)'
}

up_to_date() {
    [ -f "$venv/installed.txt" ] && contents "$python" 2>/dev/null | cmp -s - "$venv/installed.txt"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo -n DEBIAN_FRONTEND=noninteractive "$@"
    else
        return 1
    fi
}

# uv is faster, but it does not read pip's configuration: somebody who set an index there wants it used.
prefers_pip() {
    [ -n "${PIP_INDEX_URL:-}${PIP_EXTRA_INDEX_URL:-}${PIP_NO_INDEX:-}" ] ||
        grep -qsE '^ *(index-url|extra-index-url|no-index)' "${PIP_CONFIG_FILE:-/dev/null}" \
            /etc/pip.conf /etc/xdg/pip/pip.conf "$HOME/.pip/pip.conf" "$HOME/.config/pip/pip.conf" \
            "$HOME/Library/Application Support/pip/pip.conf"
}

with_uv() {
    command -v uv >/dev/null && ! prefers_pip &&
        uv venv --quiet --clear --python "$base" "$venv" &&
        uv pip install --quiet --compile-bytecode --require-hashes --python "$python" -r "$pins"
}

# Debian ships Python without the part that makes environments: borrow the system's pip, else fetch that part.
with_pip() {
    if ! "$base" -c 'import ensurepip.__main__, venv' 2>/dev/null && ! "$base" -m pip --version >/dev/null 2>&1; then
        package=$("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        advice="This computer's Python cannot make environments. Install the package $package, then start again."
        command -v apt-get && as_root apt-get update -qq && as_root apt-get install -y -qq "$package" || return 1
        advice=$retry
    fi
    if "$base" -c 'import ensurepip.__main__' 2>/dev/null; then
        "$base" -m venv --clear "$venv" && set -- "$python" -m pip
    else
        "$base" -m venv --clear --without-pip "$venv" && set -- "$base" -m pip --python "$python"
    fi && PIP_USER=0 "$@" install --quiet --no-input --disable-pip-version-check --no-warn-script-location \
        --require-hashes -r "$pins"
}

# Fills the environment again from nothing, unless another start that was first has just done it.
# The lock belongs to descriptor 9 and so falls when this shell, and the installer it started, have ended, however they end.
install_environment() {
    find_python
    if ! { true >>"$venv.lock"; } 2>/dev/null; then
        say "Leg Up cannot set itself up, because it may not write in $root."
        exit 1
    fi
    exec 9>>"$venv.lock"
    "$base" -ISc 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
    if ! up_to_date; then
        say "$1"
        advice=$retry
        rm -f "$venv/installed.txt"
        if ! { with_uv || with_pip; } >"$venv.log" 2>&1; then
            tail -n 15 "$venv.log" >&2
            say "$advice"
            exit 1
        fi
        rm -f "$venv.log"
        contents "$python" >"$venv/installed.new"
        mv "$venv/installed.new" "$venv/installed.txt"
    fi
    exec 9>&-
}

environment() {
    venv=$root/$1
    pins=$root/$2
    python=$venv/bin/python
    up_to_date || install_environment "$3"
}
