import { integer, real, text } from '../column.ts';
import { recorded } from '../table.ts';

const noNoise = 'the update had one minibatch a pass, or the file was begun by an earlier version';

export const gradientStats = recorded({
  name: 'gradient_stats',
  row: 'gradient statistics of an update and a layer',
  kind: 'gradient',
  key: ['updateIndex', 'layerIndex'],
  team: 'the team, then its agents',
  columns: {
    updateIndex: integer('1, 2, …'),
    layerIndex: integer(
      '0 the whole vector; 1, 2, … the layers from input to output, actor first; of a team agent by agent',
    ),
    layer: text(
      "'' the whole vector, else the parameter: actor.0.kernel; of a team '' all agents together, agent1 all of one, agent1.actor.0.kernel its parameters",
    ),
    gradNorm: real("root mean square, over the minibatches, of the gradient's norm before clipping", {
      team: 'norm',
      tensorboard: 'gradients/{layer}/norm',
    }),
    gradMean: real("mean of the gradient's elements over all minibatches", {
      team: 'mean',
      tensorboard: 'gradients/{layer}/mean',
    }),
    // Its square is exact to float32 rounding of the mean square.
    gradStd: real('their population standard deviation', {
      team: { deviationAround: 'gradMean' },
      tensorboard: 'gradients/{layer}/std',
    }),
    gradMaxAbs: real('their largest magnitude', {
      team: 'largest',
      tensorboard: 'gradients/{layer}/max_abs',
    }),
    updateNorm: real('norm of the way that the parameters went in the whole update', {
      team: 'norm',
      tensorboard: 'gradients/{layer}/update_norm',
    }),
    paramNorm: real('norm of the parameters after it', {
      team: 'norm',
      tensorboard: 'gradients/{layer}/param_norm',
    }),
    cosinePrevious: real('cosine between the mean gradients of this update and of the one before', {
      nullIf: 'it is the first update, or one of the two is zero',
      team: 'unknown',
      tensorboard: 'gradients/{layer}/cosine_previous',
    }),
    gradSignal: real(
      'squared norm of the gradient without its noise, estimated without bias from the first pass over the samples: may be negative',
      { nullIf: noNoise, team: 'sum', tensorboard: 'gradients/{layer}/signal' },
    ),
    gradNoise: real(
      "sum over the layer's numbers of the variance of a sample's gradient, estimated in the same way; over grad_signal, each averaged over updates: the gradient noise scale, in samples",
      { nullIf: noNoise, team: 'sum', tensorboard: 'gradients/{layer}/noise' },
    ),
  },
});
