import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { mappedOptimizers, unfit } from '../../src/loss-map/mapped-optimizer.ts';
import { fitOptimizers } from '../../src/loss-map/run-loss-map.ts';
import { atRates } from '../../src/optimizers/at-rates.ts';

const rates = [0.01, 0.1];

describe('optimizers', () => {
  test('are tried with every learning rate, or with their own alone', () => {
    expect(atRates('MILO(momentum=0.3)', () => rates)).toMatchObject({
      label: 'MILO(momentum=0.3)',
      rates,
      calls: rates.map((lr) => ({ settings: { lr, momentum: 0.3 } })),
    });
    expect(atRates('ADAM(lr=0.5)', () => rates)).toMatchObject({ label: 'ADAM', rates: [0.5] });
    expect(atRates('CAUTIOUS(ADAMW(lr=0.5))', () => rates)).toMatchObject({
      label: 'CAUTIOUS(ADAMW)',
      rates: [0.5],
    });
  });

  test('are named once', () => {
    expect(() => mappedOptimizers(['ADAM', 'ADAM(lr=0.1)'], rates)).toThrow(UsageError);
    expect(() => mappedOptimizers(['ADMA'], rates)).toThrow(/did you mean ADAM/);
  });
});

describe('fitness for two numbers', () => {
  test.each(['MUON', 'SOAP', 'SWAN', 'CAUTIOUS(MUON)'])('%s would be its companion', (spec) => {
    expect(unfit(atRates(spec, () => rates))).toMatch(/leaves a vector of two numbers to ADAM/);
  });

  test.each(['ADAM', 'MILO', 'MILO_LW', 'SCION', 'ADAFACTOR', 'SHAMPOO'])('%s is itself', (spec) => {
    expect(unfit(atRates(spec, () => rates))).toBeUndefined();
  });

  test("an optimizer for actor and critic would train nothing with the critic's", () => {
    expect(unfit(atRates('CLIP(SPLIT(ADAM))', () => rates))).toMatch(
      /^CLIP\(SPLIT\(ADAM\)\) is for an actor and a critic/,
    );
  });

  test('what is left out is said; nothing left is a mistake', () => {
    const said: string[] = [];
    const fit = fitOptimizers(mappedOptimizers(['MUON', 'SGD'], rates), (line) => said.push(line));
    expect(fit.map(({ label }) => label)).toEqual(['SGD']);
    expect(said).toEqual([expect.stringMatching(/^left out: MUON is for matrices/)]);
    expect(() => fitOptimizers(mappedOptimizers(['MUON'], rates), () => {})).toThrow(UsageError);
  });
});
