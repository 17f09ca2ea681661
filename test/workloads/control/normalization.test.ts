import { describe, expect, test } from 'vitest';
import { ObservationNormalizer, RewardNormalizer } from '../../../src/workloads/control/normalization.ts';
import { expectClose, goldenCases } from '../../agents/golden.ts';

interface Event {
  kind: 'reset' | 'step';
  obs: number[];
  norm_obs: number[];
  mean: number[];
  var: number[];
  count: number;
  reward?: number;
  terminated?: boolean;
  norm_reward?: number;
  discounted_return?: number;
  return_var?: number;
}

describe.each(goldenCases<{ name: string; gamma: number; events: Event[] }>('normalize'))(
  "running normalisation agrees with Gymnasium's: $name",
  ({ gamma, events }) => {
    test('observations and rewards, event by event', () => {
      const width = events[0]!.obs.length;
      // The golden is member 1; member 0 sees something else.
      const observations = new ObservationNormalizer(2, width);
      const rewards = new RewardNormalizer(2, 1, gamma);
      for (const event of events) {
        const seen = [...event.obs.map((x) => 3 * x + 1), ...event.obs];
        const out = new Float64Array(2 * width);
        for (const member of [0, 1]) observations.observe(member, seen, [member]);
        observations.normalize(1, seen, [1], out);
        expectClose(out.subarray(width), event.norm_obs, 1e-10, 'observation');
        expectClose(observations.moments.mean.subarray(width), event.mean, 1e-10, 'mean');
        expectClose(observations.moments.variance.subarray(width), event.var, 1e-10, 'variance');
        if (event.kind === 'reset') continue;
        const scaled = new Float64Array(2);
        const terminated = Uint8Array.of(0, Number(event.terminated));
        rewards.normalize(1, Float64Array.of(99, event.reward!), terminated, [1], scaled);
        expectClose(scaled[1]!, event.norm_reward!, 1e-10, 'reward');
        expectClose(rewards.returns[1]!, event.discounted_return!, 1e-10, 'discounted return');
        expectClose(rewards.moments.variance[1]!, event.return_var!, 1e-10, 'variance of the return');
      }
    });
  },
);

test('a batch of rows counts as so many observations', () => {
  const one = new ObservationNormalizer(1, 1);
  one.observe(0, [1, 2, 3, 4], [0, 1, 2, 3]);
  expect(one.moments.count[0]).toBeCloseTo(4, 3);
  expect(one.moments.mean[0]).toBeCloseTo(2.5, 3);
});
