import { describe, expect, test } from 'vitest';
import { trainAndAsk } from './command.ts';

describe('policies learn', () => {
  test("CartPole with CleanRL's defaults: mean return of the last 100 episodes of at least 300 after 200,000 steps", () => {
    const args = ['--env', 'CartPole-v1', '--agent', 'ppo', '--optimizers', 'ADAM', '--seeds', '2'];
    const { score } = trainAndAsk(
      [...args, '--total-timesteps', '200000', '--learning-rates', '2.5e-4'],
      'select last_100_mean as score from leaderboard',
    );
    expect(score).toBeGreaterThanOrEqual(300);
  });

  test('point-nav: ADAMW arrives in at least nine of ten episodes', () => {
    const { success } = trainAndAsk(
      ['--env', 'point-nav', '--optimizers', 'ADAMW', '--seeds', '2'],
      'select success_rate as success from leaderboard',
    );
    expect(success).toBeGreaterThanOrEqual(0.9);
  });

  test('point-nav-team: with dr-mas all agents arrive in at least nine of ten episodes', () => {
    const { success } = trainAndAsk(
      ['--env', 'point-nav-team', '--agents', 'dr-mas', '--optimizers', 'ADAMW', '--seeds', '2'],
      'select success_rate as success from leaderboard',
    );
    expect(success).toBeGreaterThanOrEqual(0.9);
  });

  test('CartPole: REINFORCE balances the pole too', () => {
    const { score } = trainAndAsk(
      [
        '--env',
        'cartpole',
        '--agent',
        'reinforce',
        '--optimizers',
        'ADAM',
        '--seeds',
        '2',
        '--total-timesteps',
        '60000',
      ],
      'select final_mean as score from leaderboard',
    );
    expect(score).toBeGreaterThanOrEqual(300);
  });

  // A random policy's return is about -1,200 (uniform torques: -1,230 over 1,000 episodes).
  test('Pendulum: clearly better than a random policy', () => {
    const { score } = trainAndAsk(
      ['--env', 'pendulum', '--optimizers', 'ADAM', '--seeds', '2'],
      'select final_mean as score from leaderboard',
    );
    expect(score).toBeGreaterThan(-500);
  });

  // A random policy hardly ever gets up within 500 steps: about -499.
  test('Acrobot: clearly better than a random policy', () => {
    const { score } = trainAndAsk(
      ['--env', 'acrobot', '--optimizers', 'ADAM', '--seeds', '2'],
      'select final_mean as score from leaderboard',
    );
    expect(score).toBeGreaterThan(-150);
  });

  // The untrained policies arrive in none of their evaluation episodes.
  test.each(['bnpo', 'grpo', 'rloo', 'dr-grpo', 'reinforce'])(
    'point-nav: %s arrives now and then, with MILO and with ADAMW',
    (agent) => {
      const { worst, untrained } = trainAndAsk(
        ['--env', 'point-nav', '--agent', agent, '--optimizers', 'MILO', 'ADAMW', '--seeds', '4'],
        `select (select min(success_rate) from leaderboard) as worst,
          (select max(success_rate) from evaluations where update_index = 0) as untrained`,
      );
      expect(worst).toBeGreaterThan(untrained! + 0.15);
    },
  );
});
