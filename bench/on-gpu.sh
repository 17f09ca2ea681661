#!/usr/bin/env bash
# What a GPU gains, in at most eight minutes and without a network: doctor, golden numbers on webgpu, a run on cuda where
# it is set up, and the speed of populations of 1 to 4,096 members and of widths of 64 to 1,024 beside simd.
# Usage: bench/on-gpu.sh FOLDER [FLAG of rl-bench bench …], in a clone that is built; --quick for a look.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:?usage: bench/on-gpu.sh FOLDER [FLAG …]}")
shift
mkdir -p "$out"
ends=$((SECONDS + ${ON_GPU_SECONDS:-480}))

# What is still left of the eight minutes, or as much of it as a step may have.
left() { local rest=$((ends - SECONDS)); echo $((rest < $1 ? (rest > 1 ? rest : 1) : $1)); }
step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
# One step that fails must not cost the others their figures.
attempt() {
  local seconds=$1 status=0
  shift
  timeout "$(left "$seconds")" "$@" || status=$?
  case $status in
    0) ;;
    124) echo "stopped: its time was over" >&2 ;;
    *) echo "failed with exit code $status" >&2 ;;
  esac
}

step "what is here"
attempt 100 node dist/cli.js doctor --json --quiet > "$out/doctor.json"
node -e '(() => {
  const text = require("fs").readFileSync(process.argv[1], "utf8");
  if (text === "") return console.log("doctor did not answer in time");
  const { backends, host, tensorflow } = JSON.parse(text);
  console.log(`${host.cpu.cores} cores, ${host.cpu.model}; NVIDIA driver: ${tensorflow.driver ?? "none"}`);
  for (const { name, works, device, problem, timesAsFastAsSimd } of backends) {
    const where = device ? ` on ${device.name}${device.software ? " (software)" : ""}` : "";
    console.log(`${name}: ${works ? `works${where}, ${timesAsFastAsSimd?.toFixed(3)} x simd in a small step` : problem}`);
  }
})()' "$out/doctor.json" | tee "$out/doctor.txt"

step "golden numbers on webgpu"
attempt 120 npx vitest run --project webgpu test/workloads/control/ppo-update.golden test/agents/ppo-loss.golden \
  2>&1 | tee "$out/goldens.txt" | tail -n 8

if grep -q '^cuda: works' "$out/doctor.txt"; then
  step "a run on cuda"
  attempt 60 node dist/cli.js --backend cuda --env cartpole --optimizers ADAM MILO MUON SOAP --seeds 2 \
    --total-timesteps 2048 --quiet --db "$out/cuda.sqlite" | tee "$out/cuda.txt"
fi

step "populations beside simd"
# What has been measured by then counts; a few seconds are for printing it.
rest=$(left 480)
attempt 480 node dist/cli.js bench --only gpu --seconds $((rest > 10 ? rest - 5 : 5)) --json "$@" > "$out/populations.json"
node -e '(() => {
  const text = require("fs").readFileSync(process.argv[1], "utf8");
  if (text.startsWith("{")) {
    const rows = JSON.parse(text).topics.gpu;
    if (rows.length === 0) return console.log("nothing was measured in time");
    const names = Object.keys(rows[0].stepsPerSecond);
    const table = rows.map(({ members, width, stepsPerSecond: speed }) =>
      Object.fromEntries([["members", members], ["width", width], ["simd, steps/s", Math.round(speed.simd)],
        ...names.slice(1).map((name) => [`${name}, x simd`, +(speed[name] / speed.simd).toPrecision(3)])]));
    console.table(table);
    for (const name of names.slice(1)) {
      const faster = rows.filter(({ stepsPerSecond: speed }) => speed[name] > speed.simd);
      const where = faster.map(({ members, width }) => `${members} members of width ${width}`).join(", ");
      console.log(`${name}: faster than simd with ${where || "none of these"}`);
      for (const { members, width, load } of rows) console.log(`  ${members} members of width ${width}: ${JSON.stringify(load[name])}`);
    }
  } else console.log(text || "no figures");
})()' "$out/populations.json" | tee "$out/populations.txt"
