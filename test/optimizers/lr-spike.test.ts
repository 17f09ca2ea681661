import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Member, memberValues, populate, start } from './trial.ts';

const gradient: Member = {
  'actor.head.kernel': { shape: [1, 2], values: [1, -2] },
  log_std: { shape: [1, 1], values: [3] },
  'critic.head.kernel': { shape: [1, 1], values: [4] },
};

/** What is added to actor, log_std and critic of a member in steps 1, 2, 3. */
function steps(spec: string | string[], watched = 0): number[][] {
  const optimizer = makeOptimizer(spec);
  const members = [spec].flat().map(() => gradient);
  let { params, state } = start(optimizer, members);
  return [1, 2, 3].map((step) => {
    const made = optimizer.update(populate(members), state, params, { step });
    state = made.state;
    return memberValues(made.updates, watched).flat();
  });
}

const plain = [-1, 2, -3, -4];

describe('LR_SPIKE', () => {
  test.each([
    ['actor', [-10, 20, -30, -4]],
    ['critic', [-1, 2, -3, -40]],
    ['all', [-10, 20, -30, -40]],
  ])('multiplies the step that it names of part=%s, and no other', (part, spiked) => {
    expect(steps(`LR_SPIKE(SGD(lr=1),update=2,factor=10,part=${part})`)).toEqual([plain, spiked, plain]);
  });

  test('is each member’s own', () => {
    const spec = (update: number) => `LR_SPIKE(SGD(lr=1),update=${update},factor=10)`;
    for (const watched of [0, 1]) {
      expect(steps([spec(1), spec(3)], watched)).toEqual(steps(spec([1, 3][watched]!)));
    }
  });

  test('leaves what the rule remembers as it is, so that the steps after it are the same', () => {
    const [, , last] = steps('LR_SPIKE(ADAM(lr=0.1),update=2)');
    expect(last).toEqual(steps('ADAM(lr=0.1)')[2]);
  });

  test('is capped by what stands around it, where clipping gradients does not see it', () => {
    const length = (each: number[]) => Math.hypot(...each.slice(0, 3));
    expect(length(steps('CLIP_UPDATE(LR_SPIKE(ADAM,update=2))')[1]!)).toBeLessThan(0.31);
    expect(length(steps('CLIP(LR_SPIKE(ADAM,update=2))')[1]!)).toBeGreaterThan(10);
  });
});
