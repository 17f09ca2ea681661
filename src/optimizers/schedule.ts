import { z } from 'zod';
import { defineWrapper, type StepContext } from './entry/optimizer.ts';
import { eachMember } from './members/per-member.ts';
import { withNumbers } from './members/step-numbers.ts';
import { scheduleFactor } from './schedules/shapes.ts';

const settings = z
  .object({
    shape: z
      .enum(['constant', 'linear', 'cosine', 'custom'])
      .default('linear')
      .describe('how the learning rate goes on after the warm-up; custom: along points'),
    warmup: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('share of the budget over which the learning rate rises on a line; 0: no warm-up'),
    start: z
      .number()
      .min(0)
      .default(0)
      .describe("factor that the warm-up starts from; default: Optax's (PyTorch's LinearLR has 1/3)"),
    end: z.number().min(0).default(0).describe('factor at the end of a line or a cosine'),
    points: z
      .array(z.number().min(0))
      .min(2)
      .nullable()
      .default(null)
      .describe(
        'factors of a custom shape at equal distances, joined by lines, e.g. those of refinedSchedule',
      ),
  })
  .refine(({ shape, points }) => (shape === 'custom') === (points !== null), {
    path: ['points'],
    message: 'and shape=custom need each other; set both or neither',
  });

/**
 * The learning rate over the budget, whatever rule it belongs to. The budget is counted in updates on new experience, as
 * agents count theirs: all minibatches of one update share a factor, and the first update is at the very start of the
 * warm-up. Agents that anneal (`--anneal-lr`, PPO's default) multiply by 1 - progress as well: add `--no-anneal-lr`
 * where the schedule is meant to be the only one. No state.
 */
export const schedule = defineWrapper({
  name: 'SCHEDULE',
  summary: 'learning rate by schedule: warm-up, line, cosine, given points',
  source:
    'Loshchilov & Hutter 2017 (arXiv 1608.03983); Optax warmup_cosine_decay_schedule; torch.optim.lr_scheduler',
  equation: [
    'η ← η·s(p), then the rule inside, p the share of the budget that is spent',
    'p < warmup: s = start + (1 - start)·p/warmup',
    'after it, with x = (p - warmup)/(1 - warmup):',
    '  constant s = 1;  linear s = 1 + (end - 1)x;',
    '  cosine s = end + (1 - end)(1 + cos πx)/2;',
    '  custom s on the lines between points at equal distances',
  ],
  settings,
  memory: () => 0,
  learningRateFactor: scheduleFactor,
  changes: () => 'nothing',
  create(members, inner) {
    const scheduled = (step: StepContext): StepContext =>
      withNumbers(step, (numbers) => {
        const scales = eachMember(
          members,
          numbers,
          (settings, { progress, learningRateScale }) =>
            learningRateScale * scheduleFactor(settings, progress),
        );
        return { learningRateScale: scales.length === 1 ? scales[0]! : scales };
      });
    return {
      ...inner,
      update: (gradients, state, params, step) => inner.update(gradients, state, params, scheduled(step)),
      ...(inner.takeStep && {
        takeStep: (steps, state, params, step) => inner.takeStep!(steps, state, params, scheduled(step)),
      }),
    };
  },
});
