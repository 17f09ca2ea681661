import { hasPython } from '../envs/gymnasium/stand-in.ts';

/** Environments that a Python steps. */
const stepped = hasPython && {
  'ppo, actions of a Python, everything normalised': {
    env: 'gym(Throttle-v0,max_episode_steps=10)',
    agent: 'ppo(num_envs=3,num_steps=8,num_minibatches=2,norm_obs=true,norm_reward=true)',
    totalTimesteps: 96,
  },
  'grpo, episodes of a Python that begin alike': {
    env: 'gym(Walk-v0,max_episode_steps=15)',
    agent: 'grpo(num_groups=2,group_size=2)',
    totalTimesteps: 100,
  },
};

/** Populations of every kind, small: what is to be computed by a member whatever happens around it. */
export const company = {
  ...stepped,
  'ppo, discrete actions': {},
  'ppo, real actions, everything normalised': {
    env: 'pendulum(max_episode_steps=10)',
    agent: 'ppo(num_envs=3,num_steps=8,num_minibatches=2,norm_obs=true,norm_reward=true)',
    totalTimesteps: 96,
  },
  'ppo whose epochs stop early': {
    agent: 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=6,target_kl=0.002)',
  },
  'stream-ac, everything normalised': {
    env: 'pendulum(max_episode_steps=10)',
    agent: 'stream-ac',
    network: 'stream-mlp(sizes=[8])',
    totalTimesteps: 40,
  },
  'ppo with layer norm': { network: 'mlp(sizes=[8,8],activation=relu,layer_norm=true)' },
  'ppo with stablemax': {
    agent: 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2,policy_head=stablemax)',
  },
  'ppo with signs': { network: 'mlp(sizes=[8,8],activation=sign(surrogate=tanh))' },
  'ppo with spectral normalisation': { network: 'mlp(sizes=[8,6],spectral=[-1,-2])' },
  'ppo on pictures': { env: 'catch(rows=4,columns=3)', network: 'conv(channels=[3],size=2,sizes=[8])' },
  'ppo on pictures, residual': {
    env: 'deep-sea(size=4)',
    network: 'conv-residual(channels=3,blocks=1)',
  },
  'ppo, a task that switches': {
    env: 'switching(cartpole(max_episode_steps=20),every=25,gravity=[30,2],permute=true)',
  },
  'reinforce, a task that switches': {
    env: 'switching(cartpole,every=60,force_mag=[4,20],order=random)',
    agent: 'reinforce(num_envs=3)',
    totalTimesteps: 200,
  },
  'a team whose task switches': {
    env: 'switching(point-nav-team(agents=2,max_episode_steps=10),every=20,permute=true)',
    agent: 'ppo(num_envs=3,num_steps=8,num_minibatches=2,norm_obs=true,norm_reward=true)',
    totalTimesteps: 96,
  },
  'reinforce, episodes of unequal length': { agent: 'reinforce(num_envs=3)', totalTimesteps: 200 },
  'reinforce with a baseline and time limits': {
    env: 'point-nav(max_episode_steps=15)',
    agent: 'reinforce(num_envs=2,baseline=true,norm_obs=true,norm_returns=episode)',
    totalTimesteps: 120,
  },
  'reinforce with a baseline, some episodes cut before others end': {
    env: 'cartpole(max_episode_steps=14)',
    agent: 'reinforce(num_envs=2,baseline=true)',
    totalTimesteps: 100,
  },
  'grpo held near its beginning, episodes of unequal length': {
    agent: 'grpo(num_groups=2,group_size=3,kl_coef=0.1,ent_coef=0.01,num_minibatches=2)',
    totalTimesteps: 200,
  },
  'bnpo with a horizon': {
    env: 'point-nav(max_episode_steps=15)',
    agent: 'bnpo(num_groups=2,group_size=2,horizon=5,norm_obs=true)',
    totalTimesteps: 100,
  },
  'a team, each agent compared with itself': {
    env: 'point-nav-team(max_episode_steps=15)',
    agent: 'dr-mas(num_groups=2,group_size=2,horizon=5,norm_obs=true,kl_coef=0.1)',
    totalTimesteps: 100,
  },
  'a team with critics, everything normalised': {
    env: 'point-nav-team(agents=2,goals=own,max_episode_steps=10)',
    agent: 'ppo(num_envs=3,num_steps=8,num_minibatches=2,norm_obs=true,norm_reward=true)',
    totalTimesteps: 96,
  },
  "reinforce with MILO's surrogate": {
    env: 'point-nav(max_episode_steps=15,reward=milo)',
    agent: 'reinforce(num_envs=1,surrogate=milo,clip_actions=false)',
    totalTimesteps: 60,
  },
  'reinforce for so many episodes, evaluated elsewhere': {
    env: 'point-nav(max_episode_steps=15)',
    evaluationEnv: 'point-nav(max_episode_steps=10,random_goal=false)',
    agent: 'reinforce(num_envs=2)',
    totalEpisodes: 7,
  },
  'reinforce with dropout, episodes of unequal length': {
    agent: 'reinforce(num_envs=3)',
    network: 'milo-residual(width=8,blocks=2,dropout=0.3)',
    totalTimesteps: 200,
  },
  'ppo with dropout in actor and critic, evaluated without': {
    env: 'pendulum(max_episode_steps=10)',
    agent: 'ppo(num_envs=3,num_steps=8,num_minibatches=2,norm_obs=true)',
    network: 'milo-residual(width=8,blocks=1,eval_dropout=false)',
    totalTimesteps: 96,
  },
} as const;
