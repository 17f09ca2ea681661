import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { contender, contenders, unfit } from '../../src/loss-map/contender.ts';
import { fitContenders } from '../../src/loss-map/run-loss-map.ts';

const rates = [0.01, 0.1];

describe('contenders', () => {
  test('are tried with every learning rate, or with their own alone', () => {
    expect(contender('MILO(momentum=0.3)', rates)).toMatchObject({
      label: 'MILO(momentum=0.3)',
      rates,
      calls: rates.map((lr) => ({ settings: { lr, momentum: 0.3 } })),
    });
    expect(contender('ADAM(lr=0.5)', rates)).toMatchObject({ label: 'ADAM', rates: [0.5] });
    expect(contender('CAUTIOUS(ADAMW(lr=0.5))', rates)).toMatchObject({
      label: 'CAUTIOUS(ADAMW)',
      rates: [0.5],
    });
  });

  test('are named once', () => {
    expect(() => contenders(['ADAM', 'ADAM(lr=0.1)'], rates)).toThrow(UsageError);
    expect(() => contenders(['ADMA'], rates)).toThrow(/did you mean ADAM/);
  });
});

describe('fitness for two numbers', () => {
  test.each(['MUON', 'SOAP', 'SWAN', 'CAUTIOUS(MUON)'])('%s would be its companion', (spec) => {
    expect(unfit(contender(spec, rates))).toMatch(/leaves a vector of two numbers to ADAM/);
  });

  test.each(['ADAM', 'MILO', 'MILO_LW', 'SCION', 'ADAFACTOR', 'SHAMPOO'])('%s is itself', (spec) => {
    expect(unfit(contender(spec, rates))).toBeUndefined();
  });

  test('what is left out is said; nothing left is a mistake', () => {
    const said: string[] = [];
    const fit = fitContenders(contenders(['MUON', 'SGD'], rates), (line) => said.push(line));
    expect(fit.map(({ label }) => label)).toEqual(['SGD']);
    expect(said).toEqual([expect.stringMatching(/^left out: MUON is for matrices/)]);
    expect(() => fitContenders(contenders(['MUON'], rates), () => {})).toThrow(UsageError);
  });
});
