/** The learning rate of every update of a critic that has an optimizer of its own. */
export const criticRates = `
alter table updates add column critic_learning_rate real;   -- null: one optimizer trains actor and critic, or it has none
`;
