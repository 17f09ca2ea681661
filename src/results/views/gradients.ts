import { integer, real, text } from '../column.ts';
import { view } from '../table.ts';

const runId = integer('the run');

export const gradientImbalance = view({
  name: 'gradient_imbalance',
  row: 'gradient norm of the first layer over that of the last, of an update and a network',
  parent: 'run',
  exported: false,
  columns: {
    runId,
    updateIndex: integer('1, 2, …'),
    network: text('actor, critic; of a team agent1.actor'),
    firstLayer: text('its first kernel'),
    lastLayer: text('its last kernel'),
    firstGradNorm: real('gradient norm of the first'),
    lastGradNorm: real('gradient norm of the last'),
    imbalance: real('the one over the other'),
  },
});

export const gradientSpikes = view({
  name: 'gradient_spikes',
  row: 'the largest gradient norm of a run over its median one, by layer',
  parent: 'run',
  exported: false,
  columns: {
    runId,
    layer: text("'' the whole vector, agent1 all of one agent of a team"),
    medianNorm: real('median gradient norm of all updates'),
    largestNorm: real('the largest one'),
    spike: real('the one over the other'),
  },
});
