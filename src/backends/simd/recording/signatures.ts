/** What a word of a program is to the kernel that takes it. A double takes two words. */
export type ParameterKind = 'address' | 'stride' | 'integer' | 'float' | 'double' | 'truth';

/** Parameters of the kernels, in the order in which programs number them: 1, 2, … */
export type Signatures = Readonly<Record<string, readonly ParameterKind[]>>;

export function wordsOf(parameters: readonly ParameterKind[]): number {
  return parameters.reduce((words, kind) => words + (kind === 'double' ? 2 : 1), 0);
}
