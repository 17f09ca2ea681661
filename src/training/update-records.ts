import type { GradientStats } from '../diagnostics/gradient-stats.ts';
import type { GradientRecord, MeasurementRecord, UpdateRecord } from '../results/index.ts';
import type { RecordHeading, UpdateReport } from './workload.ts';

/** As they stood in an update. */
export type LearningRates = Pick<UpdateRecord, 'learningRate' | 'criticLearningRate'>;

export function updateRecord(
  heading: RecordHeading,
  rates: LearningRates,
  losses: NonNullable<UpdateReport['losses']>,
): UpdateRecord {
  return { kind: 'update', ...heading, ...rates, ...losses };
}

/** One record a layer. @param stats in the order of `names`. */
export function gradientRecords(
  { member, updateIndex }: RecordHeading,
  names: readonly string[],
  stats: readonly GradientStats[],
): GradientRecord[] {
  return stats.map((layer, layerIndex) => ({
    kind: 'gradient',
    member,
    updateIndex,
    layerIndex,
    layer: names[layerIndex]!,
    ...layer,
  }));
}

/** What somebody has to say about an update, one record a quantity. */
export function measurementRecords(
  { member, updateIndex }: Pick<RecordHeading, 'member' | 'updateIndex'>,
  source: string,
  numbers: Readonly<Record<string, number>>,
): MeasurementRecord[] {
  return Object.entries(numbers).map(([quantity, value]) => ({
    kind: 'measurement',
    member,
    updateIndex,
    agent: 1,
    source,
    quantity,
    value,
  }));
}
