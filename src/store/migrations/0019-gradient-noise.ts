/** What minibatches of an update, beside all of them together, say of the gradient and of its noise. */
export const gradientNoise = `
alter table gradient_stats add column grad_signal real;   -- null: one minibatch a pass, or begun by an earlier version
alter table gradient_stats add column grad_noise real;
`;
