import { pow } from '../../pow.ts';

/**
 * By how much Adam's steps are held back while the average of squares is of few gradients (Liu et al. 2020, arXiv 1908.03265).
 *
 * It goes by how many gradients the average would be of if they all counted alike, `length` (the paper's ρ): five or fewer
 * have no variance to rectify by, and undefined is returned.
 */
export function rectification(beta2: number, step: number): number | undefined {
  const c2 = 1 - pow(beta2, step);
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * step * pow(beta2, step)) / c2;
  if (length <= 5) return undefined;
  return Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
}
