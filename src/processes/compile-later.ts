/**
 * Options of V8 by which it compiles less. It compiles a function with all optimizations after some 70 kB of bytecode, and
 * again where it was too early to know the types: a third of the CPU time of a short training. What runs for seconds gains as
 * much later on.
 */
export const compileLater: readonly string[] =
  // Since V8 12, in Node 22, the measure is another.
  Number.parseInt(process.versions.v8, 10) < 12
    ? ['--interrupt-budget=600000']
    : ['--invocation-count-for-turbofan=20000'];
