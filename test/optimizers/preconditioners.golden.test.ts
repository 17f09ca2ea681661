import type { Value } from '../../src/call-expression.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { kronRule } from '../../src/optimizers/kron.ts';
import { sophiaRule } from '../../src/optimizers/sophia.ts';
import { followsReference } from './golden-suite.ts';
import { populate } from './trial.ts';

followsReference('soap');

followsReference('shampoo', {
  spell: (settings) => ({ name: 'SHAMPOO', positional: [], settings: { ...settings, vector_root: 1 } }),
  // Momentum feeds what an inverse has blown up back into its own sums, which soon outgrow what single precision tells apart.
  onlyInDoublePrecision: ['variant'],
});

followsReference('fira', {
  // The reference has its settings of kernels in the first of two groups of parameters, all kernels.
  spell({ groups, ...settings }) {
    const [{ params: _, ...ofKernels }] = groups as unknown as [Record<string, Value>];
    return { name: 'FIRA', positional: [], settings: { ...settings, ...ofKernels } };
  },
});

followsReference('kron', {
  folder: 'more',
  make(golden, calls) {
    const settings = calls.map((call) => optimizers.resolve(call).settings);
    return kronRule(settings as unknown as Parameters<typeof kronRule>[0], (_params, { step }) => {
      const drawn = golden.handedIn(golden.told.probes![Number(step) - 1]!);
      return populate(calls.map(() => drawn));
    });
  },
});

followsReference('splus', { folder: 'more' });

followsReference('kl_shampoo', {
  folder: 'more',
  spell: ({ using_klsoap, ...settings }) => ({
    name: using_klsoap === true ? 'KL_SOAP' : 'KL_SHAMPOO',
    positional: [],
    settings,
  }),
});

followsReference('sophia', {
  folder: 'more',
  make(golden, calls) {
    const settings = calls.map((call) => optimizers.resolve(call).settings);
    const { hessian } = golden.told;
    return sophiaRule(settings as unknown as Parameters<typeof sophiaRule>[0], {
      due: ({ step }) => calls.map(() => hessian![Number(step) - 1] !== null),
      estimate(_params, { step }) {
        const handed = golden.handedIn(hessian![Number(step) - 1]!);
        return populate(calls.map(() => handed));
      },
    });
  },
});
