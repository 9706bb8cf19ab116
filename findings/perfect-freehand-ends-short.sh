#!/usr/bin/env bash
# perfect-freehand (the usual library for freehand strokes) draws a line that ends short of its last point, also a whole
# one, unless `last: true` is said: its default `streamline` lags behind the pen, and only that leads the line to
# its end. `last` is documented as "whether the stroke is complete", which reads like a matter of the line's cap. Where
# points are dense nobody sees it; of three points, 100 apart, a quarter of the line is missing.
#
# Seen with perfect-freehand 1.2.3 and Node 24 on 2026-11-30; where a line from 0 to 200 ends, with half its width:
#   as it is: 144.2
#   with last: 204.8
# Needs node and npm. Exit status 1: it behaves differently now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund perfect-freehand@1.2.3 >> npm.log
cat > look.mjs <<'JS'
import { getStroke } from 'perfect-freehand'

const points = [[0, 0], [100, 0], [200, 0]]
const end = (options) => Math.max(...getStroke(points, { size: 16, ...options }).map(([x]) => x))
const [usual, last] = [end({}), end({ last: true })]
console.log(`as it is: ${usual.toFixed(1)}`)
console.log(`with last: ${last.toFixed(1)}`)
process.exit(usual < 160 && last > 195 ? 0 : 1)
JS
node look.mjs
