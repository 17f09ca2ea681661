import type { Agent } from '../../../agents/index.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';

/**
 * The rows of a roll-out that were lived through independently of each other: an episode where whole ones are gathered, else
 * as many steps of one environment as a roll-out has. Correlated steps are in one unit.
 *
 * @returns unit → rows in the order of time, those of one environment one after the other.
 */
export function experienceUnits(
  { kind, numSteps }: Agent['collection'],
  { length, copy, terminated, truncated }: ExperienceBuffer,
): Int32Array[] {
  const open = new Map<number, number[]>();
  const units: { readonly copy: number; readonly rows: readonly number[] }[] = [];
  for (let row = 0; row < length; row++) {
    const own = open.get(copy[row]!) ?? [];
    own.push(row);
    const isWhole = kind === 'steps' ? own.length === numSteps : terminated[row] || truncated[row];
    if (isWhole) units.push({ copy: copy[row]!, rows: own });
    open.set(copy[row]!, isWhole ? [] : own);
  }
  return units.sort((a, b) => a.copy - b.copy).map(({ rows }) => Int32Array.from(rows));
}
