import type { Database } from 'better-sqlite3';
import type { TrainingRecord } from '../training/records.ts';

/** Writes one record of a run. */
export type InsertRecord = (runId: number, record: TrainingRecord) => void;

/**
 * Prepares the statements that write records. Of checkpoints only a run's last one is kept, and none of a run that has
 * ended: nobody goes on from there.
 *
 * A resumed run repeats what came after its last checkpoint. It repeats the same numbers, so those rows replace
 * themselves.
 */
export function prepareInsertRecord(db: Database): InsertRecord {
  const insert = (table: string, columns: string) => {
    const places = columns.replaceAll(/\w+/g, '?');
    return db.prepare(`insert or replace into ${table} (${columns}) values (${places})`);
  };
  const episode = insert('episodes', 'run_id, episode, env_step, return, length, success, wall_s');
  const update = insert(
    'updates',
    `run_id, update_index, env_step, policy_loss, value_loss, entropy, approx_kl, clip_fraction, explained_variance,
     learning_rate, wall_s`,
  );
  const gradient = insert(
    'gradient_stats',
    `run_id, update_index, layer_index, layer, grad_norm, grad_mean, grad_std, grad_max_abs, update_norm, param_norm,
     cosine_previous`,
  );
  const advantage = insert(
    'advantages',
    'run_id, update_index, agent, raw_mean, raw_std, mean, std, zero_groups, alpha, beta',
  );
  const evaluation = insert(
    'evaluations',
    'run_id, update_index, env_step, episodes, mean_return, std_return, success_rate, wall_s',
  );
  const sampledEvaluation = insert(
    'sampled_evaluations',
    'run_id, update_index, env_step, episodes, mean_return, std_return, success_rate, wall_s',
  );
  const trajectory = insert(
    'trajectories',
    'run_id, update_index, agent, episode, step, x, y, z, goal_x, goal_y, goal_z',
  );
  const checkpoint = insert('checkpoints', 'run_id, update_index, state');
  const dropCheckpoints = db.prepare('delete from checkpoints where run_id = ?');
  const end = db.prepare(`
    update runs set status = ?, error = ?, finished_at = ?, env_steps = ?, updates = ?, wall_s = ? where id = ?
  `);

  return (run, r) => {
    switch (r.kind) {
      case 'episode': {
        const success = r.success === null ? null : Number(r.success);
        episode.run(run, r.episode, r.envStep, r.return, r.length, success, r.wallS);
        break;
      }
      case 'update':
        update.run(
          run,
          r.updateIndex,
          r.envStep,
          r.policyLoss,
          r.valueLoss,
          r.entropy,
          r.approxKl,
          r.clipFraction,
          r.explainedVariance,
          r.learningRate,
          r.wallS,
        );
        break;
      case 'gradient':
        gradient.run(
          run,
          r.updateIndex,
          r.layerIndex,
          r.layer,
          r.gradNorm,
          r.gradMean,
          r.gradStd,
          r.gradMaxAbs,
          r.updateNorm,
          r.paramNorm,
          r.cosinePrevious,
        );
        break;
      case 'advantage':
        advantage.run(
          run,
          r.updateIndex,
          r.agent,
          r.rawMean,
          r.rawStd,
          r.mean,
          r.std,
          r.zeroGroups,
          r.alpha,
          r.beta,
        );
        break;
      case 'evaluation':
      case 'sampled-evaluation':
        (r.kind === 'evaluation' ? evaluation : sampledEvaluation).run(
          run,
          r.updateIndex,
          r.envStep,
          r.episodes,
          r.meanReturn,
          r.stdReturn,
          r.successRate,
          r.wallS,
        );
        break;
      case 'trajectory':
        for (const { step, position, goal } of r.points) {
          const places = [position, goal].flatMap(([x, y, z = null]) => [x, y, z]);
          trajectory.run(run, r.updateIndex, r.agent, r.episode, step, ...places);
        }
        break;
      case 'checkpoint':
        dropCheckpoints.run(run);
        checkpoint.run(run, r.updateIndex, r.state);
        break;
      case 'end':
        // A run whose environment has failed can go on when that is mended.
        if (r.status !== 'failed') dropCheckpoints.run(run);
        end.run(r.status, r.error, new Date().toISOString(), r.envSteps, r.updates, r.wallS, run);
    }
  };
}
