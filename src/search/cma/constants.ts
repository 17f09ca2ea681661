/** What the rule's constants are, by the numbers of parameters and candidates. Names as in Hansen's tutorial. */
export interface CmaConstants {
  /** Of the candidates, the best first; those of the better half add up to 1. */
  readonly weights: Float64Array;
  /** How many candidates the mean moves to. */
  readonly parents: number;
  readonly muEff: number;
  readonly c1: number;
  readonly cMu: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly chi: number;
}

/** Of the path of the step size, and the length that a standard normal vector has on average. */
export function stepConstants(
  n: number,
  muEff: number,
  cSigma: number,
): Pick<CmaConstants, 'muEff' | 'cSigma' | 'dSigma' | 'chi'> {
  return {
    ...{ muEff, cSigma },
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2)),
  };
}

/** (Σw)²/Σw²: how many candidates of equal weight would say as much. */
export function effective(weights: Float64Array): number {
  const [sum, squares] = [total(weights), weights.reduce((so, each) => so + each ** 2, 0)];
  return sum ** 2 / squares;
}

export function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
