/** A size of memory, rounded up: `12 MiB`, `850 MiB`, `2048 MiB`; from ten of them on in GiB: `11.5 GiB`. */
export function formatBytes(bytes: number): string {
  const megabytes = Math.ceil(bytes / 2 ** 20);
  return megabytes < 10 * 1024 ? `${megabytes} MiB` : `${Math.ceil(megabytes / 102.4) / 10} GiB`;
}
