/** Of V8; Node ends at once where it does not know an option, so a version that nobody has tried gets none. */
const version = Number.parseInt(process.versions.v8, 10);

/**
 * Options of V8 by which it compiles less. It compiles a function with all optimizations after some 70 kB of bytecode, and
 * again where it was too early to know the types: a third of the CPU time of a short training. What runs for seconds gains as
 * much later on.
 */
export const compileLater: readonly string[] = options();

function options(): string[] {
  if (version >= 15) return [];
  // Since V8 12, in Node 22, the measure is another.
  return version < 12 ? ['--interrupt-budget=600000'] : ['--invocation-count-for-turbofan=20000'];
}
