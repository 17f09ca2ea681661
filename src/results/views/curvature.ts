import { integer, real, text } from '../column.ts';
import { view } from '../table.ts';

const unknown = 'the loss of the update was not finite';
const notDescent = 'the optimizer is not SGD without momentum and decay';

export const curvature = view({
  name: 'curvature',
  row: 'what the diagnostic curvature has measured of an update and a network: of the loss of its first minibatch, at the parameters before it',
  parent: 'run',
  exported: false,
  columns: {
    runId: integer('the run'),
    updateIndex: integer('1, 2, …'),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    part: text('actor, critic, or all parameters together'),
    sharpness: real('largest eigenvalue of the Hessian, as a Lanczos iteration has found it', {
      nullIf: unknown,
    }),
    ritzMin: real('the smallest one: below 0 where the loss curves downwards', { nullIf: unknown }),
    trace: real('trace of the Hessian, estimated without bias', { nullIf: unknown }),
    gradientCurvature: real('curvature along the gradient g, gᵀHg / gᵀg', {
      nullIf: 'the gradient was 0, or the loss not finite',
    }),
    gdStability: real('sharpness · learning rate / 2: gradient descent on this loss oscillates above 1', {
      nullIf: notDescent,
    }),
    traceStability: real(
      'trace · learning rate / 2: above 1 no minimum of every sample at once is stable for batches of 1',
      { nullIf: notDescent },
    ),
  },
});
