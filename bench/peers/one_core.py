"""Commands on one core: what they cost."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Seconds on the clock after which a command hangs: none takes more than a minute or two on a quiet core.
LIMIT = 900

# One thread each, and no GPU, whatever the library.
SINGLE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
}


@dataclass(frozen=True)
class Cost:
    """What a command has cost, with all processes that it started and waited for."""

    cpu_seconds: float
    seconds: float
    """On the clock."""
    peak_bytes: int
    """The most memory that one of its processes had."""


def run(words: list[str], core: int) -> tuple[Cost, str]:
    """Carries out a command on one core, in a new folder that is thrown away. Returns what it printed, too.

    Raises RuntimeError if it fails or hangs.
    """
    with tempfile.TemporaryDirectory(prefix="rl-bench-peers-") as folder:
        out, err = Path(folder, "out.txt"), Path(folder, "err.txt")
        work = Path(folder, "work")
        work.mkdir()
        with out.open("w") as stdout, err.open("w") as stderr:
            start = time.monotonic()
            process = subprocess.Popen(
                words,
                cwd=work,
                env={**os.environ, **SINGLE_THREAD},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            )
            try:
                # Waiting for a process with a limit tells nothing of what it has used.
                ended = 0
                while not ended:
                    time.sleep(0.02)
                    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                    if not ended and time.monotonic() - start > LIMIT:
                        raise RuntimeError(f"{' '.join(words)} took more than {LIMIT} s on the clock")
            except BaseException:
                process.kill()
                raise
            seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said = (err.read_text() or out.read_text()).strip().splitlines()[-5:]
            raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: " + "\n".join(said))
        cost = Cost(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * 1024)
        return cost, out.read_text()


def said(*words: str) -> str:
    """What a command prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
