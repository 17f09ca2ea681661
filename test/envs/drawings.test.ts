import { expect, test } from 'vitest';
import { drawingOf, environments, makeEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { everyExample } from './examples.ts';

test.each(everyExample)('%s is drawn, the same for the same moment', (name) => {
  const env = makeEnv(name, { size: 1 });
  env.reset(Array.from({ length: env.size }, () => RandomStream.of(3, 'environment', 0)));
  const { agents, observationSpace } = env.spec;
  const length = observationSpace.low.length;
  const observations = Array.from({ length: agents }, (_, agent) =>
    env.observations.slice(agent * length, (agent + 1) * length),
  );
  const drawing = drawingOf(name);
  const svg = drawing.draw({ observations });
  const { entry } = environments.resolve(name);
  if (entry.name !== 'gym') expect(entry.drawing, 'a drawing of its own').toBeDefined();
  expect(svg).toMatch(/^<.*>$/s);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(drawing.draw({ observations })).toBe(svg);
  expect(drawing.names.length).toBeLessThanOrEqual(length);
  const other = observations.map((row) => row.map((value) => value + 0.25));
  expect(drawing.draw({ observations: other })).not.toBe(svg);
});

test('numbers that are not finite are drawn somewhere', () => {
  const observations = [new Float32Array(6).fill(Number.NaN)];
  for (const name of everyExample) {
    expect(drawingOf(name).draw({ observations })).not.toContain('NaN');
  }
});
