#!/bin/sh
# `make lock`: resolve tools/requirements.in, tools/lint/requirements.in and package.json
# anew, with the hashes of all platforms and without any registry's address.
set -eu
cd "$(dirname "$0")/.."
uv=.odoo/uv
[ -x $uv/bin/uv ] || { "${PYTHON:-python3}" -m venv $uv && $uv/bin/python -m pip install -q uv==0.13.9; }
for folder in tools tools/lint; do
  echo "locking $folder/requirements.txt …"
  $uv/bin/uv pip compile --universal --python-version=3.10 --generate-hashes --quiet \
    --no-header --no-emit-index-url --no-annotate --upgrade \
    $folder/requirements.in -o $folder/requirements.txt
done
echo "locking tools/lint/package-lock.json …"
cd tools/lint
rm -f package-lock.json
npm install --package-lock-only --no-audit --no-fund --loglevel=error
node -e '
  const fs = require("fs");
  const lock = JSON.parse(fs.readFileSync("package-lock.json"));
  for (const part of Object.values(lock.packages)) { delete part.resolved; delete part.funding; }
  fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 4) + "\n");'
