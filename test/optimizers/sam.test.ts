import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer, type Params } from '../../src/optimizers/index.ts';
import { recordsOf, smallPlan } from '../training/small-plan.ts';
import { descend } from './quadratic.ts';
import { memberValues, populate, randomMember, start } from './trial.ts';

const shapes = { 'a.kernel': [3, 2], 'a.bias': [1, 2] } as const;
const initial = randomMember(shapes, 1);
const gradient = randomMember(shapes, 2);

/** Where an optimizer asks for a gradient, as the way there from its parameters. */
function ascent(spec: string): number[] {
  const optimizer = makeOptimizer(spec);
  const { params, state } = start(optimizer, [initial]);
  let asked: number[] = [];
  const gradientAt = (at: Params): Params => {
    asked = memberValues(at, 0).flat();
    return at;
  };
  optimizer.update(populate([gradient]), state, params, { step: 1, gradientAt });
  return asked.map((value, i) => value - memberValues(params, 0).flat()[i]!);
}

describe('SAM', () => {
  test.each(['SGD(momentum=0.9)', 'ADAM', 'MILO'])('around %s with rho=0 is what it wraps', (base) => {
    for (const name of ['SAM', 'ASAM']) {
      const wrapped = descend(`${name}(${base},rho=0)`, [initial], 5);
      expect(memberValues(wrapped, 0)).toEqual(memberValues(descend(base, [initial], 5), 0));
    }
  });

  test('with a rho that goes to 0 goes to what it wraps', () => {
    const plain = memberValues(descend('SGD(lr=0.1)', [initial], 5).params, 0).flat();
    const [far, near] = [0.1, 0.01].map((rho) => {
      const found = memberValues(descend(`SAM(SGD(lr=0.1),rho=${rho})`, [initial], 5).params, 0).flat();
      return Math.hypot(...found.map((value, i) => value - plain[i]!));
    });
    expect(near).toBeGreaterThan(0);
    expect(near).toBeLessThan(0.2 * far!);
  });

  test('asks for the gradient a distance of rho up the slope, all tensors together', () => {
    const steepest = memberValues(populate([gradient]), 0).flat();
    const length = Math.hypot(...steepest);
    ascent('SAM(SGD,rho=0.5)').forEach((way, i) => {
      expect(way).toBeCloseTo((0.5 * steepest[i]!) / length, 5);
    });
  });

  test('that is adaptive climbs by parameter, and none where that is 0', () => {
    const optimizer = makeOptimizer('ASAM(SGD,rho=1)');
    const params = populate([{ p: { shape: [1, 3], values: [0, 1, -2] } }]);
    const slope = populate([{ p: { shape: [1, 3], values: [5, 3, 2] } }]);
    let asked: number[] = [];
    optimizer.update(slope, optimizer.init(params), params, {
      step: 1,
      gradientAt(at) {
        asked = memberValues(at, 0)[0]!;
        return at;
      },
    });
    // |parameter · gradient| is 0, 3, 4: a norm of 5.
    [0, 1 + 3 / 5, -2 + 8 / 5].forEach((value, i) => {
      expect(asked[i]).toBeCloseTo(value, 5);
    });
    expect(ascent('SAM(SGD,adaptive=true,rho=2)')).toEqual(ascent('ASAM(SGD)'));
  });

  test('lets what it wraps step from where the parameters are, with the gradient from above', () => {
    const [wrapped, base] = ['SAM(SGD(lr=1,weight_decay=0.5))', 'SGD(lr=1,weight_decay=0.5)'].map((spec) =>
      makeOptimizer(spec),
    );
    const { params, state } = start(base!, [initial]);
    const above = populate([randomMember(shapes, 3)]);
    const { updates } = wrapped!.update(populate([gradient]), state, params, {
      step: 1,
      gradientAt: () => above,
    });
    const wanted = base!.update(above, state, params, { step: 1 });
    expect(memberValues(updates, 0)).toEqual(memberValues(wanted.updates, 0));
  });

  test('says what is missing where there is no second gradient', () => {
    const optimizer = makeOptimizer('ASAM(SGD)');
    const { params, state } = start(optimizer, [initial]);
    const update = () => optimizer.update(populate([gradient]), state, params, { step: 1 });
    expect(update).toThrow(
      new UsageError('ASAM takes a second gradient: hand gradientAt over with the step'),
    );
  });

  test.each(['ADAM', 'MILO'])(
    'trains with rho=0 as %s trains, which has the same gradients',
    async (base) => {
      const records = (spec: string) => recordsOf(smallPlan({ optimizers: [spec] }));
      expect(await records(`SAM(${base},rho=0)`)).toEqual(await records(base));
      expect(await records(`PERPGRAD(SAM(${base},rho=0))`)).toEqual(await records(`PERPGRAD(${base})`));
      expect(await records(`SAM(${base},rho=0.5)`)).not.toEqual(await records(base));
    },
  );
});
