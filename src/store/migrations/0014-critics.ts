/** What trains the critic of a run, where actor and critic are trained by one optimizer each. */
export const critics = `
alter table runs add column critic_optimizer text;       -- as written, without its rate; null: one optimizer trains both
alter table runs add column critic_learning_rate real;   -- the one that was set; null: none, or one optimizer trains both
`;
