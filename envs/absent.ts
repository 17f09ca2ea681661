import type { AbsentNames } from '../src/registry.ts';

const yours =
  'your own comes with --plugin, and one of your Python\'s Gymnasium is named like "gym(Hopper-v5)"';

/** Environments of other tools that people ask for. */
export const absentEnvironments: readonly AbsentNames[] = [
  { names: /^cartpole-v0$/i, instead: 'it is cartpole cut at 200 steps, "cartpole(max_episode_steps=200)"' },
  { names: /^pendulum-v0$/i, instead: 'Gymnasium has it as Pendulum-v1, which is pendulum here' },
  {
    names: /^frozen-?lake-?8x8/i,
    instead: 'it is "frozen-lake(large=true,max_episode_steps=200)"',
  },
  {
    names: /^cliff-?walking-?slippery/i,
    instead: 'it is "cliff-walking(slippery=true)"',
  },
  {
    names: /^(lunar-?lander|bipedal-?walker|car-?racing)/i,
    instead:
      'no Box2D environment is built in, but a lander of our own, lander; with Gymnasium and Box2D in your Python it is "gym(LunarLander-v3)"',
  },
  {
    names: /^(half-?cheetah|hopper|walker2d|ant|humanoid|swimmer|reacher|pusher|inverted)/i,
    instead: `no MuJoCo environment is built in; ${yours}`,
  },
  {
    names: /no-?frameskip|^ale\/|^(pong|breakout|qbert|seaquest|space-?invaders|beam-?rider|ms-?pacman)\b/i,
    instead:
      'no Atari game is built in; with Gymnasium and ale-py in your Python there is "gym(ALE/Breakout-v5,obs_type=ram)"',
  },
  {
    names: /^(blackjack|minigrid|procgen|dm[_-]control|dm_|fetch)/i,
    instead: `only what is named here is built in; ${yours}`,
  },
];
