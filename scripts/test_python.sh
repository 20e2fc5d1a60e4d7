#!/usr/bin/env bash
# Runs the tests of every day on another Python, for example 3.14, in a Debian system of its own.
# Debian's unstable suite has the newest Python; debootstrap puts it into a folder that chroot enters.
set -euo pipefail
[[ $(id -u) == 0 ]] || { echo "test-python: chroot needs root"; exit 2; }
# In a mount namespace of its own: what is mounted here goes with this process, however it ends.
[[ ${2:-} == in-namespace ]] || exec unshare --mount "$0" "${1:-}" in-namespace
version=${1#python}
project=$(cd "$(dirname "$0")/.." && pwd)
root=$project/.debian/python$version

[[ $version =~ ^3\.[0-9]+$ ]] || { echo "test-python: a version like 3.14 is needed, received $version"; exit 2; }
command -v debootstrap >/dev/null || { echo "test-python: debootstrap is needed: apt-get install debootstrap"; exit 2; }

if [[ ! -e $root/.complete ]]; then
    echo "test-python 1/3: Debian with Python $version in $root"
    rm -rf "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase \
        --include="python$version,python$version-venv,make,git,ca-certificates" sid "$root" >"$root.log" ||
        { tail -n 5 "$root.log"; echo "test-python: failed: $root.log tells why"; exit 1; }
    touch "$root/.complete"
fi

mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
# The machine's own way to its registries.
for file in /etc/resolv.conf /etc/ssl/certs/ca-certificates.crt /etc/pip.conf ~/.config/pip/pip.conf ~/.npmrc; do
    [[ ! -e $file ]] || install -D -m 0644 "$file" "$root$file"
done

echo "test-python 2/3: the last commit, with Python $version"
rm -rf "$root/project"
git clone --quiet "$project" "$root/project"
inside() { chroot "$root" env -u VIRTUAL_ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
inside make -C /project --no-print-directory setup "PYTHON=python$version"

echo "test-python 3/3: the tests of every day"
if inside make -C /project --no-print-directory test; then
    echo "test-python: passed on $(inside "/project/.venv/bin/python" --version)"
else
    echo "test-python: failed on $(inside "/project/.venv/bin/python" --version)"
    exit 1
fi
