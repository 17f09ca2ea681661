/** The oldest NVIDIA driver for each major version of CUDA, on Linux (CUDA's release notes, "minor version compatibility"). */
const oldest: Readonly<Record<string, string>> = { 11: '450.80.02', 12: '525.60.13', 13: '580.65.06' };

/** The oldest driver that a version of CUDA runs with; undefined where this table does not know. */
export function oldestDriver(cuda: string): string | undefined {
  return oldest[cuda.split('.')[0]!];
}

/** Whether a driver will do; undefined where nobody knows. @param driver as `nvidia-smi` has it: `550.54.14`. */
export function driverFits(driver: string, cuda: string): boolean | undefined {
  const needed = oldestDriver(cuda);
  return needed === undefined ? undefined : compareVersions(driver, needed) >= 0;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < Math.max(left!.length, right!.length); part++) {
    const difference = (left![part] ?? 0) - (right![part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
