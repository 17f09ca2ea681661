import fc from 'fast-check';

// The same random examples in every run, so that a change and nothing else decides; FAST_CHECK_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
