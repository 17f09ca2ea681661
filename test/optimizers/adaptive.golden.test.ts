import { followsReference } from './golden-suite.ts';

for (const name of ['nadam', 'radam', 'adadelta', 'lion', 'yogi', 'adan', 'diffgrad']) followsReference(name);

// AMSGrad is a flag of Adam in PyTorch and an optimizer of its own here.
followsReference('amsgrad', {
  spell: ({ amsgrad: _, ...settings }) => ({ name: 'amsgrad', positional: [], settings }),
});
