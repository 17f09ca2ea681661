import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFiles } from '../../../src/export/export-files.ts';
import { OutputFolder } from '../../../src/export/output-folder.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';
import { results } from '../results.ts';
import { type ReadEvent, readEvents } from './read-events.ts';

const startedAt = Date.parse('2024-01-02T03:04:05.500Z') / 1000;

/** Exports the made results; answers where the first run's file lies. */
function exported({ gradients = false } = {}) {
  const store = results();
  store.db.exec("update runs set started_at = '2024-01-02T03:04:05.500Z'");
  const folder = new OutputFolder(temporaryFolder());
  const options = { format: 'tensorboard', tables: [], gradients } as const;
  const files = [...exportFiles(store.db, [1], folder, options)];
  return { files, path: join(folder.path, files[0]!.file) };
}

/** `[step, wall time, value]` of every scalar by its name. */
function scalars(events: readonly ReadEvent[]): Record<string, number[][]> {
  const found: Record<string, number[][]> = {};
  for (const { step = 0, wallTime, summary } of events) {
    for (const { tag, simpleValue } of summary?.value ?? []) {
      if (typeof simpleValue !== 'number') continue;
      found[tag] ??= [];
      found[tag].push([step, wallTime - startedAt, simpleValue]);
    }
  }
  return found;
}

describe('TensorBoard logs', () => {
  test('are one directory and one file a run', () => {
    expect(exported().files.map(({ file, rows }) => [file, rows])).toEqual([
      [
        'cartpole__ppo__MILO_momentum=0.8-lr0.001__1__1704164645/events.out.tfevents.1704164645.my_host.1.0',
        4 + 4 + 7 + 6 + 1 + 1 + 1,
      ],
      ['cartpole__ppo__ADAMW__2__1704164645/events.out.tfevents.1704164645.my_host.2.0', 2 + 8 + 2 + 2 + 1],
      [
        'cartpole__ppo__MILO_momentum=0.8-lr0.001__3__1704164645/events.out.tfevents.1704164645.my_host.3.0',
        2 + 8 + 2 + 2 + 1,
      ],
    ]);
  });

  test('begin with the version of the format', () => {
    const [first] = readEvents(exported().path);
    expect(first).toEqual({ wallTime: startedAt, fileVersion: 'brain.Event:2' });
  });

  test("hold the series under CleanRL's names, and nothing where nothing was measured", () => {
    expect(scalars(readEvents(exported().path))).toEqual({
      'charts/episodic_return': [
        [20, 0, 20],
        [40, 1, Number.NaN],
        [60, 2, Number.POSITIVE_INFINITY],
        [80, 3, Number.NEGATIVE_INFINITY],
      ],
      'charts/episodic_length': [0, 1, 2, 3].map((i) => [20 * (i + 1), i, 20]),
      'charts/learning_rate': [
        [30, 1.5, Math.fround(0.001)],
        [70, 0, Math.fround(0.001)],
      ],
      'charts/SPS': [[30, 1.5, 20]],
      'losses/value_loss': [[70, 0, Math.fround(0.2)]],
      'losses/policy_loss': [
        [30, 1.5, 0.25],
        [70, 0, Math.fround(0.1)],
      ],
      'losses/entropy': [[30, 1.5, Math.fround(0.3)]],
      'losses/approx_kl': [
        [30, 1.5, Math.fround(0.4)],
        [70, 0, Math.fround(0.4)],
      ],
      'losses/clipfrac': [
        [30, 1.5, 0.5],
        [70, 0, 0.5],
      ],
      'losses/explained_variance': [
        [30, 1.5, Math.fround(0.6)],
        [70, 0, Math.fround(0.6)],
      ],
      'eval/mean_return': [[0, 1, Math.fround(0.1)]],
      'eval_sampled/mean_return': [[0, 1, 0.5]],
      'measurements/plateau(patience=3)/factor/agent1': [[30, 1.5, 0.5]],
    });
  });

  test('go on in steps', () => {
    const steps = readEvents(exported({ gradients: true }).path).map(({ step = 0 }) => step);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test('hold gradient statistics where they are asked for', () => {
    const found = scalars(readEvents(exported({ gradients: true }).path));
    expect(found['gradients/all/norm']).toEqual([[30, 1.5, 1]]);
    expect(found['gradients/all/cosine_previous']).toBeUndefined();
    expect(found['gradients/actor.0.kernel/update_norm']).toEqual([[30, 1.5, 5]]);
    expect(found['gradients/actor.0.kernel/cosine_previous']).toEqual([[30, 1.5, 0.5]]);
  });

  test('say what the run was, in a text', () => {
    const [, settings] = readEvents(exported().path);
    const [text] = settings!.summary!.value;
    expect(text).toMatchObject({
      tag: 'hyperparameters/text_summary',
      metadata: { pluginData: { pluginName: 'text' } },
      tensor: { dtype: 7, shape: { dim: [{ size: 1 }] } },
    });
    const [table] = (text as unknown as { tensor: { stringVal: string[] } }).tensor.stringVal;
    expect(table).toMatch(/^\|param\|value\|\n\|-\|-\|\n\|env\|cartpole\|\n/);
    expect(table).toContain('\n|optimizer|MILO(momentum=0.8)|\n');
    expect(table).toContain('\n|hyperparameters.optimizer.momentum|0.8|');
  });
});

const script = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
log = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0, 'tensors': 0}).Reload()
text = log.Tensors('hyperparameters/text_summary')[0].tensor_proto.string_val[0].decode()
scalars = {tag: [[e.step, e.wall_time, e.value] for e in log.Scalars(tag)] for tag in log.Tags()['scalars']}
print(json.dumps({'version': log.file_version, 'text': text, 'scalars': scalars}))
`;
const hasTensorboard = spawnSync('python3', ['-c', 'import tensorboard']).status === 0;

test.skipIf(!hasTensorboard)('TensorBoard itself reads the same', () => {
  const { path } = exported({ gradients: true });
  const { stdout, stderr } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(stdout, stderr).not.toBe('');
  // Python writes NaN and infinities as words that JSON does not know.
  const text = stdout.replaceAll('Infinity', '9e999').replaceAll('NaN', '"NaN"');
  const read = JSON.parse(text, (_, value: unknown) => (value === 'NaN' ? Number.NaN : value)) as {
    version: number;
    text: string;
    scalars: Record<string, number[][]>;
  };
  const ours = scalars(readEvents(path));
  const sinceStart = Object.entries(read.scalars).map(([tag, points]) => [
    tag,
    points.map(([step, wallTime, value]) => [step, wallTime! - startedAt, value]),
  ]);
  expect(read.version).toBe(2);
  expect(Object.fromEntries(sinceStart)).toEqual(ours);
  expect(read.text).toContain('|env|cartpole|');
});
