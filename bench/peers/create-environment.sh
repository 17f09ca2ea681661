#!/usr/bin/env bash
# Creates the Python environment that bench/peers/performance.py runs in, outside of the repository. Some six gigabytes:
# PyTorch as PyPI has it for Linux brings its libraries for GPUs along, which are not used.
# Usage: bench/peers/create-environment.sh [FOLDER]        (PYTHON=python3.12 for another Python than python3.11)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/rl-bench/peers}
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/python" -m pip install --requirement "$here/requirements.txt" --constraint "$here/constraints.txt"
# CleanRL's programs are written for this Gymnasium, and a newer one has them print no episodes.
"$folder/bin/python" -m pip install --no-deps --target "$folder/cleanrl-gymnasium" gymnasium==0.29.1
echo "Now: npm run build && $folder/bin/python bench/peers/performance.py"
